using FsCheck;
using FsCheck.Fluent;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Kernel;

/// <summary>Parsers of /proc meet any bytes: the answer is a value or a failure that says what was not understood, and no other exception.</summary>
public sealed class HostileTextTests
{
    private static readonly (string Name, string File, Action<byte[]> Parse)[] Parsers =
    [
        ("maps", "maps", text => ProcMaps.Parse(text)),
        ("smaps", "smaps", text => ProcSmaps.Parse(text)),
        ("status", "status", text => ProcStatus.Parse(text)),
        ("stat", "stat", text => ProcStat.Parse(text)),
        ("mountinfo", "mountinfo", text => ProcMountInfo.Parse(text)),
        ("cgroup", "cgroup", text => ProcCgroups.Parse(text)),
        ("numa_maps", "numa_maps", text => ProcNumaMaps.Parse(text)),
        ("sched", "sched", text => ProcSched.ParseExecStart(text)),
        ("syscall", "syscall", text => BlockedCall.Parse(text)),
        ("timers", "timers", text => ProcTimers.Parse(text)),
        ("auxv", "auxv", text => ProcAuxv.Parse(text)),
        ("children", "children", text => ProcTasks.AddNumbers(text, [])),
        ("cmdline", "cmdline", text => ProcWords.Parse(text)),
    ];

    public static TheoryData<string> Names => [.. Parsers.Select(parser => parser.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_bytes_are_a_value_or_a_clear_failure(string name)
    {
        var parse = Parsers.Single(parser => parser.Name == name).Parse;
        Prop.ForAll<byte[]>(text => Survives(parse, text ?? [])).QuickCheckThrowOnFailure();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutations_of_a_real_file_are_a_value_or_a_clear_failure(string name)
    {
        var (_, file, parse) = Parsers.Single(parser => parser.Name == name);
        using var real = ProcFile.Read(Pid.Self, file, ProcLimits.ListBytes) is { Ok: true } read ? read.Value : null;
        var seed = real is null || real.Length == 0 ? "ID: 1\nsignal: 60/0\nnotify: signal/pid.2\nClockID: 0\n"u8.ToArray() : real.Span[..Math.Min(real.Length, 2000)].ToArray();
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
            Assert.True(Survives(parse, Mutate(seed, random)));
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var text = seed[..random.Next(seed.Length + 1)];
        for (var change = random.Next(1, 8); change > 0 && text.Length > 0; change--)
            text[random.Next(text.Length)] = (byte)" -0f(:[\n\\\0x9"[random.Next(12)];
        return text;
    }

    private static bool Survives(Action<byte[]> parse, byte[] text)
    {
        try
        {
            parse(text);
        }
        catch (PerdureException)
        {
            // The clear failure.
        }
        return true;
    }
}
