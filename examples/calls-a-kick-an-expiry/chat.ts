// Tells somebody whose account is used on another device that their session has expired.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override goodbyeFor(_event: number): string {
    return 'session expired';
  }
}
