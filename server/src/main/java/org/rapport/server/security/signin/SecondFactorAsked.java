package org.rapport.server.security.signin;

import org.springframework.security.core.AuthenticationException;

/** The password was right; a code is asked besides. */
final class SecondFactorAsked extends AuthenticationException {
  private static final long serialVersionUID = 1L;

  private final String account;

  SecondFactorAsked(String account) {
    super("A second factor is asked");
    this.account = account;
  }

  /** Id of whose password it was. */
  String account() {
    return account;
  }
}
