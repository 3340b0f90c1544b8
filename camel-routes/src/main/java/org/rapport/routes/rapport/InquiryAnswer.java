package org.rapport.routes.rapport;

import java.util.Map;

/**
 * What the server said of an inquiry.
 *
 * @param lead the reference; null where it was not taken
 * @param respondBy instant by which a person answers; null where it was not taken
 * @param errors what is wrong, by field; empty where it was taken
 */
public record InquiryAnswer(String lead, String respondBy, Map<String, String> errors) {}
