package org.rapport.server.config;

import org.rapport.routes.start.WrongSettingException;

/** A setting that stops the start; the message is the one line that an operator sees. */
public class InvalidSettingException extends WrongSettingException {
  private static final long serialVersionUID = 1L;

  public InvalidSettingException(String setting, String expectation) {
    super(setting, expectation);
  }
}
