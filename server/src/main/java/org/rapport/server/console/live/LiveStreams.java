package org.rapport.server.console.live;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Parts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One stream an open page ({@code text/event-stream}). Once a second, if anybody listens, the API
 * is asked for the highest number of each topic ({@code $changes}), once for all; who listens is
 * told the names of those that grew. A page then asks again for what it shows, as its own person.
 */
@RestController
class LiveStreams implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);

  /** A browser comes back by itself; what it left behind is not kept longer than this. */
  private static final long LIFE = 5 * 60_000L;

  private static final int HEARTBEAT = 20;
  private static final int MOST = 1_000;

  private record Stream(SseEmitter emitter, ConsoleFhir fhir) {}

  private final List<Stream> streams = new CopyOnWriteArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private int beats;
  private final ThreadPoolTaskScheduler clock = new ThreadPoolTaskScheduler();

  LiveStreams() {
    clock.setThreadNamePrefix("console-live-");
    clock.setDaemon(true);
    clock.initialize();
    clock.scheduleWithFixedDelay(this::look, Duration.ofSeconds(1));
  }

  @Override
  public void destroy() {
    clock.shutdown();
    streams.forEach(stream -> stream.emitter().complete());
  }

  @GetMapping(path = "/console/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  ResponseEntity<SseEmitter> open(Desk desk) {
    if (streams.size() >= MOST) {
      return ResponseEntity.status(503).build();
    }
    SseEmitter emitter = new SseEmitter(LIFE);
    Stream stream = new Stream(emitter, desk.fhir());
    emitter.onCompletion(() -> streams.remove(stream));
    emitter.onTimeout(() -> streams.remove(stream));
    emitter.onError(failed -> streams.remove(stream));
    streams.add(stream);
    send(stream, SseEmitter.event().comment("open"));
    return ResponseEntity.ok()
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no")
        .body(emitter);
  }

  /** Looks once. */
  void look() {
    if (streams.isEmpty()) {
      numbers.clear();
      return;
    }
    String grown = grown();
    beats = (beats + 1) % HEARTBEAT;
    for (Stream stream : streams) {
      if (!grown.isEmpty()) {
        send(stream, SseEmitter.event().name("change").data(grown));
      } else if (beats == 0) {
        send(stream, SseEmitter.event().comment("still here"));
      }
    }
  }

  private String grown() {
    for (Stream stream : streams) {
      try {
        return grown(stream.fhir().ask("$changes"));
      } catch (BaseServerResponseException refused) {
        if (refused.getStatusCode() == 401 || refused.getStatusCode() == 403) {
          // Whose session ended hears no more; the browser comes back, and is asked to sign in.
          streams.remove(stream);
          stream.emitter().complete();
        } else {
          log.debug("Changes could not be asked for: {}", refused.getClass().getSimpleName());
          return "";
        }
      }
    }
    return "";
  }

  private String grown(Parameters answer) {
    List<String> grown = new ArrayList<>();
    for (ParametersParameterComponent one : Parts.of(answer, "topic")) {
      String name = Parts.text(one, "name");
      long number = new BigDecimal(Parts.text(one, "number")).longValue();
      Long before = numbers.put(name, number);
      if (before != null && number > before && name.contains("-")) {
        grown.add(name.substring(0, name.lastIndexOf('-')));
      }
    }
    return String.join(" ", grown);
  }

  private void send(Stream stream, SseEmitter.SseEventBuilder event) {
    try {
      stream.emitter().send(event);
    } catch (IOException | IllegalStateException gone) {
      streams.remove(stream);
    }
  }
}
