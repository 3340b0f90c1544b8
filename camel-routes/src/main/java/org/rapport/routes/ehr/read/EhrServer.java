package org.rapport.routes.ehr.read;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.fhir.EhrBase;
import org.rapport.routes.intake.fhir.UnmappableResourceException;

/**
 * The EHR's FHIR API, read: resources and pages of searches, as JSON; of writes there is what our
 * own Subscription needs. Asks nobody but the base that is set, follows no redirect, and reads so
 * much and so deep at most. What it cannot read of an element it leaves out, so that one odd code
 * does not cost the visit. Thread-safe.
 */
public final class EhrServer implements EhrSource {
  private static final String JSON = "application/fhir+json";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_BODY = Duration.ofMinutes(2);
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);
  private static final int MOST = 20 * 1024 * 1024;
  private static final int DEEPEST = 100;

  private final EhrBase base;
  private final FhirContext context;
  private final Authorization authorization;
  private final Clock clock;
  private final Duration patience;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ObjectMapper mapper =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
              .build());

  /** What is said of ourselves with each request. Thread-safe. */
  public interface Authorization {
    /** The header's value; empty: none. */
    Optional<String> header();

    /** The EHR did not take it: another is to be had. */
    void refused();
  }

  /**
   * A resource as it was read.
   *
   * @param json as the EHR wrote it, whatever was left out of the resource
   */
  public record Read(Resource resource, JsonNode json) {
    /**
     * Reads JSON; odd codes of it are left out.
     *
     * @throws UnmappableResourceException where it is none of this type
     */
    static Read of(FhirContext context, JsonNode json, String type) {
      IParser parser = context.newJsonParser();
      parser.setParserErrorHandler(new LenientErrorHandler(false).setErrorOnInvalidValue(false));
      try {
        if (type.equals(json.path("resourceType").asText())) {
          return new Read((Resource) parser.parseResource(json.toString()), json);
        }
      } catch (DataFormatException | ClassCastException unreadable) {
        // Nothing of it is told: it would quote the resource.
      }
      throw new UnmappableResourceException("resource-unreadable");
    }
  }

  /**
   * A reader.
   *
   * @param clock of a Retry-After that is a date; real time, as it is the EHR's
   */
  public EhrServer(EhrBase base, FhirContext context, Authorization authorization, Clock clock) {
    this(base, context, authorization, clock, LONGEST_BODY);
  }

  /** With another patience with a body that does not end. */
  EhrServer(
      EhrBase base,
      FhirContext context,
      Authorization authorization,
      Clock clock,
      Duration patience) {
    this.base = base;
    this.context = context;
    this.authorization = authorization;
    this.clock = clock;
    this.patience = patience;
  }

  /** Whose it is. */
  @Override
  public EhrBase base() {
    return base;
  }

  /**
   * Reads one resource.
   *
   * @return empty where it is gone or was never there
   * @throws EhrAnswerException where the EHR does not give it
   * @throws UnmappableResourceException where it gives something else
   */
  @Override
  public Optional<Read> read(EhrBase.Id id) {
    JsonNode json;
    try {
      json = get(URI.create(base.absolute(id)));
    } catch (EhrAnswerException refused) {
      if (refused.status() == 404 || refused.status() == 410) {
        return Optional.empty();
      }
      throw refused;
    }
    return Optional.of(Read.of(context, json, id.type()));
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  /**
   * Reads a page.
   *
   * @param address within the base
   * @throws EhrAnswerException where the EHR does not give it, or it is no Bundle
   */
  JsonNode page(URI address) {
    JsonNode page = get(address);
    if (!"Bundle".equals(page.path("resourceType").asText())) {
      throw new EhrAnswerException(0, Optional.empty());
    }
    return page;
  }

  /**
   * Writes a resource: the only kind that is ours to write here is a Subscription of our own.
   *
   * @param address within the base
   * @param condition name and value of a header that the write depends on; null: none
   * @throws EhrAnswerException where the EHR does not take it
   */
  void write(String method, URI address, Resource resource, String[] condition) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Accept", JSON)
            .header("Content-Type", JSON)
            .method(
                method,
                HttpRequest.BodyPublishers.ofString(
                    context.newJsonParser().encodeResourceToString(resource)));
    if (condition != null) {
      request.header(condition[0], condition[1]);
    }
    HttpResponse<InputStream> answer = send(request);
    close(answer.body());
    if (answer.statusCode() == 401) {
      authorization.refused();
    }
    if (answer.statusCode() / 100 != 2) {
      throw new EhrAnswerException(answer.statusCode(), retryAfter(answer));
    }
  }

  /**
   * A resource of a page.
   *
   * @throws UnmappableResourceException where it is none of this type
   */
  Resource parse(JsonNode json, String type) {
    return Read.of(context, json, type).resource();
  }

  private JsonNode get(URI address) {
    HttpResponse<InputStream> answer = send(address);
    if (answer.statusCode() == 401) {
      authorization.refused();
    }
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != 200) {
        throw new EhrAnswerException(answer.statusCode(), retryAfter(answer));
      }
      // The request's timeout ends with the answer's head.
      CompletableFuture.delayedExecutor(patience.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> close(body));
      byte[] bytes = body.readNBytes(MOST + 1);
      JsonNode json = bytes.length > MOST ? null : mapper.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new EhrAnswerException(0, Optional.empty());
      }
      return json;
    } catch (IOException unreadable) {
      throw new EhrAnswerException(0, Optional.empty());
    }
  }

  private static void close(InputStream body) {
    try {
      body.close();
    } catch (IOException gone) {
      // It is closed.
    }
  }

  private HttpResponse<InputStream> send(URI address) {
    return send(
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Accept", JSON)
            .header("Cache-Control", "no-cache")
            .GET());
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) {
    authorization.header().ifPresent(value -> request.header("Authorization", value));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException away) {
      throw new EhrAnswerException(0, Optional.empty());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EhrAnswerException(0, Optional.empty());
    }
  }

  /** Seconds or a date, RFC 9110, 10.2.3. */
  private Optional<Duration> retryAfter(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(String::strip)
        .flatMap(
            value -> {
              if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
              }
              try {
                return Optional.of(
                    Duration.between(
                        clock.instant(),
                        ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant()));
              } catch (DateTimeParseException neither) {
                return Optional.empty();
              }
            })
        .filter(wait -> !wait.isNegative() && !wait.isZero())
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
  }
}
