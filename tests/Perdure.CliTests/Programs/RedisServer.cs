using System.Text;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>A redis of a test's own: with I/O threads, an append-only file, and text in it.</summary>
internal sealed class RedisServer
{
    private const string Words = "the quick brown fox jumps over the lazy dog while seven wizards quietly mix black vodka with old jam ";

    private RedisServer(Keeper keeper, int port)
    {
        Keeper = keeper;
        Port = port;
    }

    public Keeper Keeper { get; }

    public int Port { get; }

    public int Pid => Keeper.Pid;

    public static RedisServer Start(Workbench bench, params string[] options)
    {
        var port = FreePort.Take();
        var keeper = bench.Start(
            "redis",
            [Needs.Program("redis-server"), "--port", $"{port}", "--bind", "127.0.0.1", "--dir", bench.MakeFolder("redis"), "--save", "", "--io-threads", "4", .. options]);
        Patience.Until(() => keeper.ExitCode() is not null || FreePort.IsAnswered(port), TimeSpan.FromSeconds(20), $"redis to listen\n{keeper.Output}");
        return new RedisServer(keeper, port);
    }

    public LineClient Connect() => new(Port);

    /// <summary>Keys k:0 ... with values that look like text and differ from each other.</summary>
    public void Fill(int keys, int valueBytes)
    {
        using var client = Connect();
        for (var first = 0; first < keys; first += 500)
        {
            var batch = new StringBuilder();
            for (var key = first; key < Math.Min(first + 500, keys); key++)
                batch.Append($"*3\r\n$3\r\nSET\r\n${$"k:{key}".Length}\r\nk:{key}\r\n${Value(key, valueBytes).Length}\r\n{Value(key, valueBytes)}\r\n");
            client.Send(batch.ToString());
            for (var key = first; key < Math.Min(first + 500, keys); key++)
                Assert.Equal("+OK", client.ReadLine());
        }
    }

    /// <summary>Every so-manieth value is read back; the number of keys must be right.</summary>
    public void ExpectFilled(int keys, int valueBytes, int more = 0, int? step = null)
    {
        using var client = Connect();
        Assert.Equal($":{keys + more}", client.Ask("DBSIZE"));
        for (var key = 0; key < keys; key += step ?? Math.Max(1, keys / 500))
        {
            Assert.Equal($"${Value(key, valueBytes).Length}", client.Ask($"GET k:{key}"));
            Assert.Equal(Value(key, valueBytes), client.ReadLine());
        }
    }

    private static string Value(int key, int bytes)
    {
        var text = new StringBuilder($"{key}:", bytes + Words.Length);
        while (text.Length < bytes)
            text.Append(Words.AsSpan(key % 50, Words.Length - (key % 50)));
        return text.ToString(0, bytes);
    }
}
