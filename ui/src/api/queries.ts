/** The cache of answers. The first part of a query key is the feature, so `changed` refreshes it. */
import { QueryClient } from '@tanstack/vue-query'
import { onChanged } from './call'

/** A cache that never asks again by itself: answers come from this machine and change only through commands. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        // The default pauses whatever runs while the machine has no network.
        networkMode: 'always',
        retry: false,
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  onChanged((features) => features.forEach((feature) => client.invalidateQueries({ queryKey: [feature] })))
  return client
}
