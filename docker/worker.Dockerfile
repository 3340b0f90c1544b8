# The routes alone: docker build -f docker/worker.Dockerfile -t rapport-worker .
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /build
COPY . .
RUN mvn -B -DskipTests -pl camel-routes -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 rapport
COPY --from=build /build/camel-routes/target/lib /opt/rapport/lib
COPY --from=build /build/camel-routes/target/rapport-worker.jar /opt/rapport/rapport-worker.jar
# From outside of a container its loopback cannot be reached.
ENV RAPPORT_MLLP_HOST=0.0.0.0 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
USER rapport
EXPOSE 8081 2575
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8081} && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-jar", "/opt/rapport/rapport-worker.jar"]
