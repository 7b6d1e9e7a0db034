using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>A checkpoint that was written quickly and compressed afterwards, by itself or by hand, is the same checkpoint.</summary>
public sealed class CompactionTests : ProgramTest
{
    private const int Keys = 30_000;
    private const int Bytes = 900;

    [Fact]
    public void It_gets_small_in_the_background_and_comes_back_lazily_with_new_pids()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        var id = Bench.Checkpoint(redis.Pid, "--kill", "--compress", "later").Expect(0).Text("id");
        Patience.Until(() => StoredBytes(id) < Keys * Bytes / 10 * 7, TimeSpan.FromSeconds(30), "the compaction in the background");
        Assert.Empty(Bench.Perdure("compact", "--json").Expect(0).Json.GetProperty("compacted").EnumerateArray());
        Bench.Perdure("verify", id, "--json").Expect(0);
        Bench.Restore(id, "--lazy", "--pid", "new").Expect(0);
        redis.ExpectFilled(Keys, Bytes, step: 1);
        LazyServers.AwaitEnd(Bench);
        redis.ExpectFilled(Keys, Bytes, step: 1);
    }

    private long StoredBytes(string id) => Bench.Perdure("list", "--json").Expect(0).Json.GetProperty("checkpoints").EnumerateArray()
        .Single(one => one.GetProperty("id").GetString() == id).GetProperty("storedBytes").GetInt64();
}
