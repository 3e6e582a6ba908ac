// Logs in while the SDK reconnects, which it does by itself.

import { Chat } from '../shared/chat';

export default class extends Chat {
  protected override onReconnecting(): void {
    super.onReconnecting();
    if (this.session > 0) void this.login();
  }
}
