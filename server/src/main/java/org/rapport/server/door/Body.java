package org.rapport.server.door;

import java.util.List;
import java.util.Map;

/**
 * A request's body as it goes on: read whole, unpacked, checked.
 *
 * @param bytes what is left to read
 * @param contentType as declared, or as it is after it was read; may be null
 * @param fields of a form, in the order sent; empty where it is no form
 */
record Body(byte[] bytes, String contentType, Map<String, List<String>> fields) {}
