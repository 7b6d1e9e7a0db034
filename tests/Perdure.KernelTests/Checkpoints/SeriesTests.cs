using System.Security.Cryptography;
using Perdure.Checkpoints;
using Perdure.Checkpoints.Exports;
using Perdure.Checkpoints.Taking;
using Perdure.Kernel;
using Perdure.Kernel.Calls;
using Perdure.Store;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.KernelTests.Checkpoints;

/// <summary>Each checkpoint of a series costs what has changed, and is whole by itself.</summary>
public sealed class SeriesTests : IDisposable
{
    private const string Guest = "tool-rewriter";
    private const string Region = "200000000000-200004000000";
    private static readonly RemotePtr s_base = new(0x200000000000);
    private readonly string _folder = Directory.CreateTempSubdirectory("perdure-series-").FullName;
    private readonly ImageStore _store;

    public SeriesTests() => _store = ImageStore.Open(_folder);

    [Fact]
    public void Each_has_the_memory_of_its_moment_and_stores_what_changed()
    {
        using var guest = OrphanGuest.Start(Guest);
        AwaitSteps(guest.Pid, 1);
        using var series = new CheckpointSeries(_store, guest.Pid);
        var moments = new List<(CheckpointId Id, byte[] Memory)>();

        // More than the patches that may lie upon each other: the page that counts the steps is written each time.
        for (var number = 1UL; number <= 50; number++)
        {
            var outcome = series.Take(new CheckpointOptions(), null);
            moments.Add((outcome.Entry.Id, SHA256.HashData(Memory(guest.Pid))));
            if (number > 1)
            {
                Assert.InRange(outcome.Entry.UniqueBytes, 1, 8 << 20);
                Assert.InRange(outcome.Timings.BytesRead, 1, 16 << 20);
            }

            Step(guest.Pid, number + 1);
        }

        // Whichever goes, the others stay whole.
        foreach (var (id, _) in moments.Where((_, at) => at % 4 < 2))
            _store.Delete(id);
        foreach (var (id, memory) in moments.Where((_, at) => at % 4 >= 2))
        {
            Assert.Empty(_store.Verify(id).Problems);
            Assert.True(memory.AsSpan().SequenceEqual(SHA256.HashData(Saved(id))), $"the memory of checkpoint {id} is not that of its moment");
        }
    }

    [Fact]
    public void A_program_that_executes_itself_anew_is_read_anew()
    {
        // Without randomization the new program has the same addresses, and of course the same pid.
        using var guest = OrphanGuest.Start(Guest, "setarch -R");
        AwaitSteps(guest.Pid, 1);
        using var series = new CheckpointSeries(_store, guest.Pid);
        Step(guest.Pid, 2);
        series.Take(new CheckpointOptions(), null);
        Assert.Equal(Errno.None, Signals.Kill(guest.Pid, SignalNumber.SIGUSR2).Error);
        AwaitSteps(guest.Pid, 1);
        var next = series.Take(new CheckpointOptions(), null).Entry.Id;
        Assert.True(Memory(guest.Pid).AsSpan().SequenceEqual(Saved(next)));
        Step(guest.Pid, 2);
        next = series.Take(new CheckpointOptions(), null).Entry.Id;
        Assert.True(Memory(guest.Pid).AsSpan().SequenceEqual(Saved(next)));
    }

    [Fact]
    public void One_whose_predecessor_was_deleted_begins_anew()
    {
        using var guest = OrphanGuest.Start(Guest);
        AwaitSteps(guest.Pid, 1);
        using var series = new CheckpointSeries(_store, guest.Pid);
        _store.Delete(series.Take(new CheckpointOptions(), null).Entry.Id);
        var next = series.Take(new CheckpointOptions(), null).Entry.Id;
        Assert.Empty(_store.Verify(next).Problems);
        Assert.True(Memory(guest.Pid).AsSpan().SequenceEqual(Saved(next)));
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private byte[] Saved(CheckpointId id)
    {
        using var image = _store.OpenImage(id);
        using var output = new MemoryStream();
        MemoryExport.Write(image, null, Region, () => output);
        return output.ToArray();
    }

    private static byte[] Memory(Pid pid)
    {
        var memory = new byte[64 << 20];
        Assert.Equal(memory.Length, ProcessMemory.Read(pid, s_base, memory).OrThrow("read the guest"));
        return memory;
    }

    private static void Step(Pid pid, ulong to)
    {
        Assert.Equal(Errno.None, Signals.Kill(pid, SignalNumber.SIGUSR1).Error);
        AwaitSteps(pid, to);
    }

    private static void AwaitSteps(Pid pid, ulong steps)
    {
        var word = new byte[8];
        var deadline = Environment.TickCount64 + 20_000;
        while (!ProcessMemory.Read(pid, s_base, word).Ok || BitConverter.ToUInt64(word) != steps)
        {
            Assert.True(Environment.TickCount64 < deadline, $"the guest did not come to step {steps}");
            Thread.Sleep(1);
        }
    }
}
