package org.rapport.routes.start;

/** A setting that stops the start; the message is the one line that an operator sees. */
public class WrongSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String expectation;

  /**
   * Names the setting as the operator wrote it.
   *
   * @param expectation what it should be
   */
  public WrongSettingException(String setting, String expectation) {
    super(setting + ": " + expectation);
    this.setting = setting;
    this.expectation = expectation;
  }

  /** The setting's name. */
  public String setting() {
    return setting;
  }

  /** What it should be. */
  public String expectation() {
    return expectation;
  }
}
