//! The main job without a display: from a roster to a receipt, on invented people and real files.

use crate::answers::{member, number};
use crate::build;
use crate::laptop::Laptop;
use crate::root::{root, target};
use crate::steps::Steps;
use crate::tool::{Outcome, Trouble, answer, call};
use std::fs;
use std::path::{Path, PathBuf};

/// Plays the main job by the command line, then in the real window, and says where everything lies.
pub fn play(steps: &mut Steps) -> Outcome {
    let folder = target().join("headless");
    // Left from the last time; if it cannot be removed, making the workspaces says so.
    let _ = fs::remove_dir_all(&folder);
    let job = Job::in_folder(&folder)?;
    steps.need("main job by the command line", || job.play())?;
    let pictures = folder.join("pictures");
    steps.need("main job in the real window", || build::stories("main_job", &pictures))?;
    println!("\nThe workspaces and the stick's files lie in {}", folder.display());
    println!("Pictures of the real window:");
    for picture in files(&pictures)? {
        println!("    {}", picture.display());
    }
    Ok(())
}

/// Two practice villages, their practice township, and the stick that goes between them.
struct Job {
    township: Laptop,
    shiqiao: Laptop,
    liuxi: Laptop,
    stick: PathBuf,
    today: String,
}

/// What the need is called throughout.
struct Need {
    id: String,
    village: &'static str,
}

impl Job {
    fn in_folder(folder: &Path) -> Outcome<Job> {
        let stick = folder.join("U盘");
        fs::create_dir_all(&stick).map_err(|error| Trouble::File(stick.clone(), error))?;
        let today = answer(call("date", ["+%F"], &root())).unwrap_or_default();
        let laptop = |name| Laptop::at(folder, name);
        Ok(Job {
            township: laptop("青石镇"),
            shiqiao: laptop("石桥村"),
            liuxi: laptop("柳溪村"),
            stick,
            today,
        })
    }

    fn play(&self) -> Outcome {
        self.begin()?;
        self.rosters()?;
        let need = self.visit()?;
        self.escalate(&need)?;
        title("The villages write their files to the stick; the township looks into them and takes them in");
        let from_villages = [self.carry(&self.shiqiao)?, self.carry(&self.liuxi)?].concat();
        self.receive(&self.township, &from_villages)?;
        self.reply(&need)?;
        title("The township writes its answer and receipt; the villages take them in");
        self.receive(&self.shiqiao, &self.carry_to("石桥村")?)?;
        self.receive(&self.liuxi, &self.carry_to("柳溪村")?)?;
        self.acknowledged()?;
        self.close(&need)?;
        title("The closing goes to the township as well");
        self.receive(&self.township, &self.carry(&self.shiqiao)?)?;
        self.same()
    }

    fn begin(&self) -> Outcome {
        title("A practice township and two practice villages; the township invites, the villages join");
        for (laptop, kind, code) in [
            (&self.township, "township", "999001101000"),
            (&self.shiqiao, "village", "999001101201"),
            (&self.liuxi, "village", "999001101202"),
        ] {
            laptop.run(&["new", "--kind", kind, "--name", laptop.name, "--code", code, "--practice"])?;
        }
        for (village, code) in [(&self.shiqiao, "999001101201"), (&self.liuxi, "999001101202")] {
            let invitation = self.stick.join(format!("邀请-{}.lxi", village.name));
            let out = invitation.to_string_lossy();
            self.township.run(&["invite", "--out", &out, "--name", village.name, "--code", code])?;
            village.run(&["join", &out])?;
        }
        Ok(())
    }

    fn rosters(&self) -> Outcome {
        title("石桥村 imports its rosters as they came; 柳溪村 is filled with invented people");
        let sheets = root().join("src-tauri").join("crates").join("sheets").join("tests").join("fixtures");
        for (kind, file) in [("households", "户籍人口花名册.xlsx"), ("members", "党员信息.xlsx")] {
            self.shiqiao.run(&["import", kind, &sheets.join(file).to_string_lossy()])?;
        }
        self.liuxi.run(&["sample", "--households", "60", "--years", "1", "--seed", "7"]).map(|_| ())
    }

    /// Links a household to a member and records a visit to it with a need.
    fn visit(&self) -> Outcome<Need> {
        title("石桥村 links a household to a member and records a visit with a need");
        let who = self.shiqiao.answer("find", r#"{"kind":"member","text":"czy"}"#)?;
        let home = self.shiqiao.answer("find", r#"{"kind":"household","text":"tyj"}"#)?;
        let (who, home) = (member(&who, "id")?, member(&home, "id")?);
        let today = &self.today;
        self.shiqiao.answer(
            "link_assign",
            &format!(r#"{{"households":["{home}"],"member":"{who}","from":"{today}","decided_by":1}}"#),
        )?;
        let visit = format!(
            r#"{{"date":"{today}","households":["{home}"],"form":1,"content":"房前的路灯坏了，夜里出门看不清"}}"#
        );
        let need =
            r#"{"title":"修好村口的路灯","description":"路灯坏了一个月，老人夜里不敢出门","category":504}"#;
        let registered =
            self.shiqiao.answer("visit_register", &format!(r#"{{"visit":{visit},"needs":[{need}]}}"#))?;
        let id = member(&registered, "needs")?.to_owned();
        self.shiqiao.run(&["list", "needs"])?;
        Ok(Need { id, village: "石桥村" })
    }

    fn escalate(&self, need: &Need) -> Outcome {
        title("石桥村 accepts the need and escalates it, telling the township name and telephone");
        self.step(need, r#""action":2"#)?;
        self.step(need, r#""action":6,"text":"要换整条线路，村里办不了","tell_contact":true"#)
    }

    fn step(&self, need: &Need, fields: &str) -> Outcome {
        let request = format!(r#"{{"need":"{}","fields":{{{fields}}}}}"#, need.id);
        self.shiqiao.answer("need_step", &request).map(|_| ())
    }

    fn reply(&self, need: &Need) -> Outcome {
        title("青石镇 sees the need, accepts and answers it");
        self.township.run(&["list", "villages"])?;
        self.township.run(&["list", "needs", "--search", "路灯"])?;
        for fields in [r#""action":1"#, r#""action":3,"text":"供电所本周换好线路和灯头","result":1"#]
        {
            let (id, village) = (&need.id, need.village);
            let request = format!(r#"{{"need":"{id}","village":"{village}","fields":{{{fields}}}}}"#);
            self.township.answer("need_answer", &request)?;
        }
        Ok(())
    }

    fn acknowledged(&self) -> Outcome {
        title("The villages see the answer and that the township has what they sent: 镇里已收到");
        self.shiqiao.run(&["list", "needs", "--search", "路灯"])?;
        for village in [&self.shiqiao, &self.liuxi] {
            let exchange = village.quietly(&["--json", "call", "exchange"])?;
            let (arrived, all) = (number(&exchange, "acknowledged")?, number(&exchange, "total")?);
            println!("\n    【{}】 镇里已收到 {arrived} 条，共写过 {all} 条", village.name);
            if arrived != all {
                return Err(Trouble::Failed(format!("{}: {arrived} of {all} arrived", village.name)));
            }
        }
        Ok(())
    }

    fn close(&self, need: &Need) -> Outcome {
        title("石桥村 follows up and closes the need");
        self.step(need, r##""action":8,"satisfaction":1,"answer_way":1,"text":"路灯亮了""##)?;
        self.step(need, r#""action":9"#)?;
        self.shiqiao.run(&["list", "needs", "--search", "路灯"]).map(|_| ())
    }

    /// Has `village` write its file, and answers it.
    fn carry(&self, village: &Laptop) -> Outcome<Vec<String>> {
        written(&village.run(&["export", "--to", &self.stick.to_string_lossy()])?)
    }

    /// Has the township write the file for `village`, and answers it.
    fn carry_to(&self, village: &str) -> Outcome<Vec<String>> {
        written(&self.township.run(&["export", "--for", village, "--to", &self.stick.to_string_lossy()])?)
    }

    /// Has `laptop` look into `files`, then take them in.
    fn receive(&self, laptop: &Laptop, files: &[String]) -> Outcome {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        laptop.run(&[&["receive", "--dry-run"], files.as_slice()].concat())?;
        laptop.run(&[&["receive"], files.as_slice()].concat()).map(|_| ())
    }

    /// Whether both sides hold the same, and whether everything can be proved.
    fn same(&self) -> Outcome {
        title("Both sides name the same shared state, and every workspace proves itself");
        for village in [&self.shiqiao, &self.liuxi] {
            let here = village.run(&["digest", "--shared"])?;
            let there = self.township.run(&["digest", "--shared", "--for", village.name])?;
            if here != there {
                return Err(Trouble::Failed(format!("{} and the township differ", village.name)));
            }
        }
        [&self.township, &self.shiqiao, &self.liuxi]
            .iter()
            .try_for_each(|one| one.run(&["verify"]).map(|_| ()))
    }
}

/// The files that an export printed, one a line.
fn written(printed: &str) -> Outcome<Vec<String>> {
    let files: Vec<String> = printed.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if files.is_empty() { Err(Trouble::Failed("no file was written".into())) } else { Ok(files) }
}

fn title(text: &str) {
    println!("\n  ── {text}");
}

/// The files in `folder`, the oldest first.
fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| Trouble::File(folder.to_path_buf(), error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort_by_key(|file| file.metadata().and_then(|metadata| metadata.modified()).ok());
    Ok(files)
}
