// Does not tell the user that it reconnects.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onReconnecting(): void {}
}
