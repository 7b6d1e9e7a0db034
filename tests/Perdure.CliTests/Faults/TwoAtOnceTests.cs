using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Faults;

/// <summary>Two checkpoints of one large program at once, each with its own store: writes can be tracked for one only, and both must be whole.</summary>
public sealed class TwoAtOnceTests : ProgramTest
{
    private const int Keys = 50_000;
    private const int Bytes = 900;

    [Fact]
    public void Both_are_whole()
    {
        var redis = RedisServer.Start(Bench, "--appendonly", "no");
        redis.Fill(Keys, Bytes);
        var stores = new[] { Path.Combine(Bench.Folder, "one"), Path.Combine(Bench.Folder, "two") };
        for (var round = 0; round < 3; round++)
        {
            // In the last round the second kills it; the first then finds it there, or gone.
            var both = stores.Select((store, index) => Bench.StartPerdure("checkpoint", $"{redis.Pid}", "--json", "--store", store, "--name", $"round{round}", round == 2 && index == 1 ? "--kill" : "--leave-running")).ToList();
            var code = both[0].WaitForExit(TimeSpan.FromSeconds(60));
            Assert.True(code == 0 || (round == 2 && code is 1 or 4), $"{code}: {both[0].Output}{both[0].Errors}");
            Assert.True(both[1].WaitForExit(TimeSpan.FromSeconds(60)) == 0, $"{both[1].Output}{both[1].Errors}");
        }

        Patience.Until(() => ProcessTree.State(redis.Pid) is null or 'Z', TimeSpan.FromSeconds(10), "the end of the killed redis");
        foreach (var store in stores)
        {
            var list = Bench.Perdure("list", "--json", "--store", store).Expect(0).Json;
            Assert.All(list.GetProperty("checkpoints").EnumerateArray(), one => Assert.InRange(one.GetProperty("memoryBytes").GetInt64(), Keys * Bytes, long.MaxValue));
        }

        Patience.Until(() => ProcessTree.State(redis.Pid) is null, TimeSpan.FromSeconds(10), "the burial of the killed redis");
        Bench.Perdure("restore", "round2", "--store", stores[1], "--json").Expect(0);
        redis.ExpectFilled(Keys, Bytes);
    }
}
