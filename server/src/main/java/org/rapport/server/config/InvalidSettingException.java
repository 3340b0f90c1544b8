package org.rapport.server.config;

/** A setting that stops the start; the message is the one line that an operator sees. */
public class InvalidSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidSettingException(String setting, String expectation) {
    super(setting + ": " + expectation);
  }
}
