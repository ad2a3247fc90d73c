# Accounts in the right hands: what others may not change of them, what is withheld after a reset, and who confirms.

person-fixed = Sign-in name, e-mail or unit of this person are changed by an administrator of the unit above, since a new way in can be got with them.
person-fixed-field = An administrator of the unit above changes this.
confirm-title = Confirm the account
confirm-question = Is it really { $name } who signs in now?
confirm-when = An administrator gave this account a new way in at { $when }.
confirm-lead = What is for named persons alone stays closed to it until a second person confirms. Call the person on a number that you have known for long, or see them, and ask whether they asked for it.
confirm-do = Yes, it is they
confirm-what = This account was given a new way in by another administrator. Until a second one confirms that it is in the right hands, nothing that is for named persons alone opens for it.
confirm-done = Confirmed.
notice-reset-named = { $name }, who is named with you for something restricted, was given a new way in by an administrator. It stays closed to them until you or another who is named confirms that it is really they.
notice-confirmed = A second person confirmed that your account is in your hands. What you are named for is open to you again.
notice-login-changed = The name that you sign in with was changed by somebody else. If you do not know why, call your administrator at once.
notice-email-changed = Your e-mail address on Quét was changed by somebody else. If you do not know why, call your administrator at once.
notice-unit-changed = You were moved to { $unit }.
mail-notice-email-changed = The e-mail address of your account on Quét was changed from this one to another. If you do not know why, call your administrator at once.
webhooks-kinds-incidents = You may not see incidents there, so no webhook of yours hears of them.
me-password-stays = Tokens for programs and the Atom link of your notices go on. Where somebody may have known your password, end below the tokens that you do not know, and under Notices the link.
did-person-confirmed = Confirmed that an account is in the right hands
did-name-confirmed = Confirmed that a named person's account is in the right hands
