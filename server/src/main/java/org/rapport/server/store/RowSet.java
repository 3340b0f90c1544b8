package org.rapport.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows for one statement, as one parameter: JSON that {@code json_to_recordset} makes rows of.
 * Columns that a row does not have are null in it.
 */
public final class RowSet {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<Map<String, Object>> rows = new ArrayList<>();

  /** Begins a row. */
  public RowSet row() {
    rows.add(new LinkedHashMap<>());
    return this;
  }

  /** Text, a number or a boolean of the row that was begun last; null is null. */
  public RowSet set(String column, Object value) {
    if (value != null) {
      rows.get(rows.size() - 1).put(column, value);
    }
    return this;
  }

  /** An instant, for a column {@code timestamptz}. */
  public RowSet set(String column, Instant value) {
    return set(column, value == null ? null : value.toString());
  }

  /** A FHIR date, for a column {@code timestamptz}. */
  public RowSet set(String column, Date value) {
    return set(column, value == null ? null : value.toInstant());
  }

  /** Whether it has no row: then there is nothing to say to the database. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The parameter, to be cast to {@code json}. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Rows of text, numbers and booleans are JSON", e);
    }
  }
}
