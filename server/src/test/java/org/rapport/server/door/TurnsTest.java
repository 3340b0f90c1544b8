package org.rapport.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Who is at work, and who waits without a thread. */
class TurnsTest {
  private final Turns turns = new Turns(1, path -> !path.startsWith("/actuator/"));
  private final List<String> served = new ArrayList<>();

  @Test
  void theNextOneWaitsAndIsServedWhenTheFirstLeaves() throws Exception {
    MockHttpServletRequest second = request("/fhir/b");
    FilterChain first =
        (request, response) -> {
          served.add("a");
          try {
            turns.doFilter(second, new MockHttpServletResponse(), served("b"));
            turns.doFilter(
                request("/actuator/health"), new MockHttpServletResponse(), served("probe"));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };

    turns.doFilter(request("/fhir/a"), new MockHttpServletResponse(), first);

    assertThat(served).containsExactly("a", "probe");
    assertThat(second.isAsyncStarted()).isTrue();
    assertThat(((MockAsyncContext) second.getAsyncContext()).getDispatchedPath())
        .as("handed the place of who left")
        .isEqualTo("/fhir/b");

    second.setAsyncStarted(false);
    second.setDispatcherType(DispatcherType.ASYNC);
    turns.doFilter(
        second,
        new MockHttpServletResponse(),
        (request, response) -> {
          served.add("b");
          // What checks tokens passes over what is dispatched again.
          assertThat(request.getDispatcherType()).isEqualTo(DispatcherType.REQUEST);
        });
    turns.doFilter(request("/fhir/c"), new MockHttpServletResponse(), served("c"));
    assertThat(served).containsExactly("a", "probe", "b", "c");
  }

  @Test
  void whoIsGoneWithoutAWordCostsNobodyTheirPlace() throws Exception {
    MockHttpServletRequest gone =
        new MockHttpServletRequest("GET", "/console/live") {
          @Override
          public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
            return new MockAsyncContext(request, response) {
              @Override
              public ServletRequest getRequest() {
                throw new IllegalStateException("already completed");
              }
            };
          }
        };
    gone.setServletPath("/console/live");
    MockHttpServletRequest second = request("/fhir/b");
    FilterChain first =
        (request, response) -> {
          served.add("a");
          turns.doFilter(gone, new MockHttpServletResponse(), served("gone"));
          turns.doFilter(second, new MockHttpServletResponse(), served("b"));
        };

    turns.doFilter(request("/fhir/a"), new MockHttpServletResponse(), first);

    assertThat(((MockAsyncContext) second.getAsyncContext()).getDispatchedPath())
        .isEqualTo("/fhir/b");
    second.setAsyncStarted(false);
    second.setDispatcherType(DispatcherType.ASYNC);
    turns.doFilter(second, new MockHttpServletResponse(), served("b"));
    turns.doFilter(request("/fhir/c"), new MockHttpServletResponse(), served("c"));
    assertThat(served).containsExactly("a", "b", "c");
  }

  private FilterChain served(String name) {
    return (request, response) -> served.add(name);
  }

  private static MockHttpServletRequest request(String path) {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", path);
    request.setServletPath(path);
    request.setAsyncSupported(true);
    return request;
  }
}
