package org.rapport.server.embedded.demo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.rapport.server.security.DemoCredentials;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A SMART app that shows a patient's engagement timeline: plain HTML and {@code fhirclient}, as
 * somebody would write their first. It is served, and registered, in the demo alone.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("demo")
class DemoApp {
  private static final Map<String, String> FILES =
      Map.of(
          "index.html", "text/html;charset=UTF-8",
          "app.css", "text/css;charset=UTF-8",
          "app.js", "text/javascript;charset=UTF-8",
          "fhir-client.js", "text/javascript;charset=UTF-8");

  @Bean
  @Order(0)
  SecurityFilterChain demoAppFiles(HttpSecurity http) throws Exception {
    PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
    return http.securityMatcher(path.matcher(HttpMethod.GET, DemoCredentials.APP_PATH + "**"))
        .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .addFilterAfter(files(), AuthorizationFilter.class)
        .build();
  }

  private static OncePerRequestFilter files() {
    return new OncePerRequestFilter() {
      @Override
      protected void doFilterInternal(
          HttpServletRequest request, HttpServletResponse response, FilterChain chain)
          throws ServletException, IOException {
        String name = request.getServletPath().substring(DemoCredentials.APP_PATH.length());
        String file = name.isEmpty() ? "index.html" : name;
        if (!FILES.containsKey(file)) {
          response.sendError(HttpServletResponse.SC_NOT_FOUND);
          return;
        }
        response.setContentType(FILES.get(file));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        try (InputStream content = DemoApp.class.getResourceAsStream("/rapport-demo-app/" + file)) {
          content.transferTo(response.getOutputStream());
        }
      }
    };
  }
}
