// Does not listen to tokenWillExpire.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override onTokenWillExpire(): void {
    // Nobody wrote this part.
  }
}
