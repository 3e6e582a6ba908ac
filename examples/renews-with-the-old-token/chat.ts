// Renews with the very token that is about to expire.

import { Chat } from '../shared/chat';

export default class extends Chat {
  protected override onTokenWillExpire(): void {
    this.zim.renewToken(this.token).catch(() => {});
  }
}
