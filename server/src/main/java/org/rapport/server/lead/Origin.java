package org.rapport.server.lead;

/**
 * How an inquiry came in.
 *
 * @param by in a word: form, ads, staff, import, referral
 * @param questionnaire canonical URL with version of what was answered
 * @param language of the page that was shown, or null
 * @param address IP address that a form was sent from, or null
 * @param riskNotice version of the notice of unencrypted messages that stood on the form, or null
 */
public record Origin(
    String by, String questionnaire, String language, String address, String riskNotice) {
  /** What came in without a notice of unencrypted messages. */
  public Origin(String by, String questionnaire, String language, String address) {
    this(by, questionnaire, language, address, null);
  }

  /** Whether anybody may have typed it: what it says is a claim until it is proven. */
  public boolean claimed() {
    return "form".equals(by) || "ads".equals(by);
  }
}
