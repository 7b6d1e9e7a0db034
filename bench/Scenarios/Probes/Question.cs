namespace Perdure.Scenarios.Probes;

/// <summary>A request and how its answer begins.</summary>
internal sealed record Question(ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Answer)
{
    public static Question Ping { get; } = new("PING\r\n"u8.ToArray(), "+PONG\r\n"u8.ToArray());

    public static Question HttpGet { get; } =
        new("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), "HTTP/1.1 200 "u8.ToArray());
}
