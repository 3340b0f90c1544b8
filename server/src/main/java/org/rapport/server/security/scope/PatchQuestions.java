package org.rapport.server.security.scope;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a patch asks something of what it changes: a test, a condition in a path. Whether it
 * succeeds then tells what is there, which needs the right to read.
 */
final class PatchQuestions {
  private static final Pattern JSON_TEST = Pattern.compile("\"op\"\\s*:\\s*\"(test|copy|move)\"");
  private static final Pattern FHIRPATH_CALL = Pattern.compile("[(=<>~]");
  private static final Pattern XML_CONDITION = Pattern.compile("\\[[^\\]]*[^\\d\\]\\s][^\\]]*\\]");

  private PatchQuestions() {}

  static boolean asks(String contentType, String patch) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.contains("json-patch")) {
      return JSON_TEST.matcher(patch).find();
    }
    if (type.contains("xml-patch")) {
      return XML_CONDITION.matcher(patch).find();
    }
    return FHIRPATH_CALL.matcher(patch).find();
  }
}
