//! How commands are written.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// 连心册的命令行.
#[derive(Debug, Parser)]
#[command(
    name = "lianxin",
    version,
    about = "连心册：不开窗口，也能做窗口里做的事",
    after_help = "口令从环境变量 LIANXIN_PASSPHRASE 读取，不写在命令里。\n\
                  加 --json 时，标准输出上正好是一个 JSON 对象（dump 总是每条记录一行）；没有办成时是\n\
                  {\"code\", \"message\", \"params\"}。\n\
                  退出码：0 办成了；1 没有办成，或者有文件被拒收；2 命令写得不对，什么都没有做。",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    next_help_heading = "通用选项"
)]
pub struct Arguments {
    /// 工作区所在的文件夹
    #[arg(long, global = true, value_name = "文件夹")]
    pub workspace: Option<PathBuf>,
    /// 输出一个 JSON 对象，供程序读取
    #[arg(long, global = true)]
    pub json: bool,
    /// 显示这段说明
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
    /// 要做什么
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建工作区，显示它的恢复码
    New(New),
    /// 写一份邀请文件给一个村（在乡镇用）
    Invite(Invite),
    /// 打开乡镇的邀请文件，与乡镇建立交接（在村里用）
    Join(OneFile),
    /// 在还没有住户的工作区里生成编造的示例数据
    Sample(Sample),
    /// 备份到一个文件
    Backup(OneFile),
    /// 从备份恢复到一个新文件夹
    Restore(Restore),
    /// 导入花名册
    Import(Import),
    /// 从 JSONL 文件批量录入，与窗口里录入遵守同样的规则
    Put(Put),
    /// 列出一类记录，敏感内容遮住
    List(List),
    /// 按行输出记录，内容完整；要用 put 读入新的工作区，加 --own
    Dump(Dump),
    /// 直接执行窗口使用的任意一项操作
    Call(Call),
    /// 写出交接文件，显示文件的位置
    Export(Export),
    /// 收下对方的交接文件
    Receive(Receive),
    /// 显示数据的摘要值
    Digest(Digest),
    /// 核验：记录链完整，数据与记录一致
    Verify,
    /// 按记录重新整理数据
    Rebuild,
}

/// Makes a workspace.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct New {
    /// 村还是乡镇
    #[arg(long, value_name = "village|township", hide_possible_values = true)]
    pub kind: PartyKind,
    /// 名称，如 石桥村
    #[arg(long, value_name = "名称")]
    pub name: String,
    /// 12 位区划代码
    #[arg(long, value_name = "代码", default_value = "", hide_default_value = true)]
    pub code: String,
    /// 练习用：里面的人和事都是编的
    #[arg(long)]
    pub practice: bool,
    /// 由谁使用
    #[arg(long, value_name = "姓名")]
    pub operator: Option<String>,
}

/// Village or township.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PartyKind {
    /// 村
    Village,
    /// 乡镇
    Township,
}

/// Writes an invitation.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Invite {
    /// 写成哪个文件
    #[arg(long, value_name = "文件")]
    pub out: PathBuf,
    /// 邀请的村叫什么，供乡镇自己辨认
    #[arg(long, value_name = "名称")]
    pub name: Option<String>,
    /// 邀请的村的区划代码
    #[arg(long, value_name = "代码")]
    pub code: Option<String>,
}

/// A command about one file.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct OneFile {
    /// 文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
}

/// Fills a workspace with invented people.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Sample {
    /// 多少户
    #[arg(long, value_name = "户数", default_value_t = 200)]
    pub households: u32,
    /// 多少年的走访和诉求
    #[arg(long, value_name = "年数", default_value_t = 1)]
    pub years: u32,
    /// 种子：同样的种子生成同样的数据
    #[arg(long, value_name = "数字", default_value_t = 1)]
    pub seed: u64,
}

/// Restores a backup.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 恢复到哪个文件夹，里面不能已有工作区
    #[arg(long, value_name = "文件夹")]
    pub to: PathBuf,
    /// 原来那台电脑还在用，这是本单位的另一台
    #[arg(long)]
    pub join: bool,
}

/// Imports rosters.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Import {
    /// 农户花名册（households）还是党员名册（members）
    #[arg(value_name = "households|members", help_heading = "参数", hide_possible_values = true)]
    pub kind: Roster,
    /// 表格文件：xlsx、xls 或 csv，可以有几个
    #[arg(value_name = "文件", help_heading = "参数", required = true)]
    pub files: Vec<PathBuf>,
    /// 只检查，不导入
    #[arg(long)]
    pub dry_run: bool,
    /// 把存疑的和没有收的行写成这个表格，写明原因
    #[arg(long, value_name = "文件")]
    pub returned: Option<PathBuf>,
}

/// Which roster.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Roster {
    /// 农户花名册
    Households,
    /// 党员名册
    Members,
}

/// Puts records.
#[derive(Debug, Args)]
#[command(
    next_help_heading = "选项",
    after_help = "行数多时一组一组写到硬盘上，每写好一组显示一次“已写入…行”（加 --json 时不显示）。\n\
                  显示过的，以后不管程序怎么中断，都在。"
)]
pub struct Put {
    /// 每行一条记录的文件；- 表示从标准输入读取
    #[arg(value_name = "文件", help_heading = "参数")]
    pub file: PathBuf,
    /// 几行算一次操作
    #[arg(long, value_name = "行数", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub batch: u32,
}

/// Lists records.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct List {
    /// 列表或记录的名称，如 households、members、links、needs、villages、visit、person，bin:visit 是回收站里的走访
    #[arg(value_name = "名称", help_heading = "参数")]
    pub kind: String,
    /// 只列出含有这些文字的，可用拼音首字母
    #[arg(long, value_name = "文字", default_value = "", hide_default_value = true)]
    pub search: String,
    /// 最多列出多少条
    #[arg(long, value_name = "条数")]
    pub limit: Option<u32>,
    /// 只看一个村（在乡镇用）：区划代码或名称
    #[arg(long, value_name = "村")]
    pub village: Option<String>,
}

/// Dumps records.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Dump {
    /// 只输出这一种记录，如 visit；不写就输出全部
    #[arg(value_name = "种类", help_heading = "参数")]
    pub kind: Option<String>,
    /// 连同回收站里的记录
    #[arg(long)]
    pub deleted: bool,
    /// 只输出本单位自己能再录入的，put 到一个新的工作区都能收：不含对方填写的答复、接不上的环节、指向已删除记录的内容
    #[arg(long)]
    pub own: bool,
}

/// Runs a command of the table.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Call {
    /// 操作的名称
    #[arg(value_name = "操作", help_heading = "参数")]
    pub name: String,
    /// 它的请求，一个 JSON 对象；- 表示从标准输入读取
    #[arg(value_name = "JSON", help_heading = "参数", default_value = "{}", hide_default_value = true)]
    pub request: String,
}

/// Writes files for the other side.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Export {
    /// 写给谁：对方的区划代码或名称；不写就给每一方各写一个
    #[arg(long = "for", value_name = "代码或名称")]
    pub whom: Option<String>,
    /// 写到哪个文件夹，如 U 盘
    #[arg(long, value_name = "文件夹")]
    pub to: PathBuf,
}

/// Takes files in.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Receive {
    /// 交接文件，可以有几个
    #[arg(value_name = "文件", help_heading = "参数", required = true)]
    pub files: Vec<PathBuf>,
    /// 只看里面有什么，不收下
    #[arg(long)]
    pub dry_run: bool,
}

/// Names the state.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub struct Digest {
    /// 只算村和乡镇都有的部分，两边应当一样
    #[arg(long)]
    pub shared: bool,
    /// 哪个村：区划代码或名称；在村里可以不写
    #[arg(long = "for", value_name = "代码或名称", requires = "shared")]
    pub whom: Option<String>,
}

/// The whole command line, with Chinese headings in every help text.
pub fn command() -> clap::Command {
    const FORM: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
    let mut whole = Arguments::command().help_template(FORM);
    let names: Vec<String> = whole.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    for name in names {
        whole = whole.mut_subcommand(name, |one| one.help_template(FORM));
    }
    whole
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
