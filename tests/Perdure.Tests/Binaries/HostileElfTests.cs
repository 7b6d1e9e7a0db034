using FsCheck;
using FsCheck.Fluent;
using Perdure.Binaries;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

/// <summary>The ELF reader meets any bytes: the answer is right or an InvalidDataException, soon, and without much memory.</summary>
public sealed class HostileElfTests
{
    private const int Rounds = 20_000;
    private const long MostBytesPerRound = 200 << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    [Fact]
    public void Any_bytes_behind_a_header_are_survived() =>
        Prop.ForAll<byte[]>(bytes => Survives([.. ElfReaderTests.Bytes(ElfReaderTests.HeaderOf(1)), .. bytes ?? []])).QuickCheckThrowOnFailure();

    [Fact]
    public void Mutations_of_real_files_are_survived()
    {
        var seeds = new[] { Vdso(), File.ReadAllBytes("/bin/true") };
        var random = new Random(20);
        var start = DateTime.UtcNow;
        for (var round = 0; round < Rounds && DateTime.UtcNow - start < MostTime; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(Survives(Mutate(seeds[round % seeds.Length], random)));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytesPerRound, $"round {round} took too much memory");
        }
    }

    /// <summary>Most changes go where lengths and offsets are: headers, notes, the dynamic segment.</summary>
    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = random.Next(4) == 0 ? seed[..random.Next(seed.Length)] : (byte[])seed.Clone();
        for (var change = random.Next(1, 10); change > 0 && bytes.Length > 8; change--)
        {
            var reach = random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, 2048);
            var at = random.Next(reach - 7);
            if (random.Next(2) == 0)
                bytes[at] ^= (byte)(1 << random.Next(8));
            else
                BitConverter.TryWriteBytes(bytes.AsSpan(at & ~7), random.Next(3) switch { 0 => ulong.MaxValue, 1 => (ulong)random.NextInt64(), _ => (ulong)random.Next(100_000) });
        }
        return bytes;
    }

    private static bool Survives(byte[] bytes)
    {
        try
        {
            var reader = new ElfReader(bytes);
            Try(() => reader.ReadBuildId());
            Try(() => reader.ReadSymbols());
            Try(() => reader.ReadSectionSymbols());
            Try(() => reader.FindInCode([0x0f, 0x05]));
        }
        catch (InvalidDataException)
        {
            // The expected answer.
        }
        return true;
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException)
        {
            // The expected answer; the other parts may be sound.
        }
    }

    private static byte[] Vdso()
    {
        var map = ProcMaps.Read(Pid.Self).Value.Single(entry => entry.Kind == MapKind.Vdso);
        var bytes = new byte[map.Length];
        _ = Perdure.Kernel.Calls.ProcessMemory.Read(Pid.Self, map.Start, bytes);
        return bytes;
    }
}
