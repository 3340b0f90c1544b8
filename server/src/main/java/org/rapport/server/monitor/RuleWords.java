package org.rapport.server.monitor;

import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.policy.PolicyRow.Window;

/** What a row of the policy is about, and what it says. Pure. */
record RuleWords(String kind, String says) {

  /** Of a row; each is about one thing. */
  static RuleWords of(PolicyRow row) {
    if (row.hours() != null) {
      return new RuleWords("hours", hours(row));
    } else if (row.cap() != null) {
      return new RuleWords(
          "cap",
          "at most "
              + row.cap().max()
              + (row.cap().calendarDay()
                  ? " a day of the patient's calendar"
                  : " in " + row.cap().window()));
    } else if (row.basis() != null) {
      return new RuleWords("basis", basis(row.basis()));
    } else if (row.revocation() != null) {
      return new RuleWords(
          "revocation",
          row.revocation() == PolicyRow.Revocation.ALL
              ? "an opt-out reaches every purpose"
              : "a first opt-out reaches the purpose of the last message, a second every one");
    } else if (row.sender() != null) {
      return new RuleWords("sender", "registered: " + row.sender());
    } else if (row.minor() != null) {
      return new RuleWords(
          "minor",
          "of age at "
              + row.minor().until()
              + ", told alone of what is sensitive from "
              + row.minor().confidentialFrom());
    } else if (row.register() != null) {
      return new RuleWords(
          "register", "a register of numbers is asked, again after " + row.register().within());
    } else if (row.notice()) {
      return new RuleWords("notice", "told that the channel is not encrypted, or told little");
    }
    return new RuleWords(
        "authorization", "a signature, where it is paid for or touches what is sensitive");
  }

  private static String hours(PolicyRow row) {
    return Arrays.stream(DayOfWeek.values())
        .map(
            day ->
                day.name().substring(0, 1)
                    + day.name().substring(1, 3).toLowerCase(Locale.ROOT)
                    + " "
                    + Optional.ofNullable(row.hours().get(day))
                        .map(RuleWords::window)
                        .orElse("closed"))
        .collect(Collectors.joining(", "));
  }

  private static String window(Window window) {
    return window.opens() + "-" + window.closes();
  }

  private static String basis(PolicyRow.Basis basis) {
    return basis.kind().code()
        + (basis.lasts() == null ? "" : " for " + basis.lasts())
        + (basis.confirmed().isEmpty()
            ? ""
            : ", confirmed on " + String.join(", ", basis.confirmed()));
  }
}
