// Tries to renew its token once, and not again when the network is back.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override async renew(): Promise<void> {
    try {
      const fresh = await this.around.fetchToken();
      await this.zim.renewToken(fresh);
      this.token = fresh;
    } catch {
      // Perhaps next time.
    }
  }
}
