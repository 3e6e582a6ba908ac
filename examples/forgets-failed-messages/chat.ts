// Shows a message as sent that was never sent.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onSendFailed(_code: number): void {}
}
