using System.Diagnostics;
using Perdure.Binaries.Abi;
using Perdure.Binaries.Cores;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;
using Xunit;
using Assert = Xunit.Assert;

namespace Perdure.Tests.Binaries;

/// <summary>gdb opens a core that is made of a living process with two threads, one of them in a function with a known argument.</summary>
public sealed class GdbOpensCoreTests
{
    private const string Guest = """
        #include <pthread.h>
        #include <unistd.h>
        volatile long beacon = 0x1234567890;
        __attribute__((noinline)) void lighthouse(long light) { for (;;) { __asm__ volatile("movq %0, %%xmm7" :: "r"(light)); pause(); } }
        static void *keeper(void *light) { lighthouse((long)light); return 0; }
        int main(void) { pthread_t t; pthread_create(&t, 0, keeper, (void *)4711); for (;;) pause(); }
        """;

    [Fact]
    public void With_threads_registers_memory_and_files()
    {
        if (!File.Exists("/usr/bin/gdb"))
            Assert.Skip("gdb is not installed");
        var folder = Directory.CreateTempSubdirectory("perdure-core-").FullName;
        try
        {
            var program = Path.Combine(folder, "guest");
            File.WriteAllText(program + ".c", Guest);
            Run("gcc", "-g", "-O1", "-pthread", "-o", program, program + ".c");
            WriteCoreOf(program, Path.Combine(folder, "core"));

            var said = Run("gdb", "-nx", "-batch", "-ex", "thread apply all bt", "-ex", "print/x beacon", "-ex", "info proc mappings", "-ex", "thread 2", "-ex", "print $xmm7.v2_int64[0]", program, Path.Combine(folder, "core"));

            Assert.Contains("lighthouse (light=4711)", said, StringComparison.Ordinal);
            Assert.Contains("main ()", said, StringComparison.Ordinal);
            Assert.Contains("= 0x1234567890", said, StringComparison.Ordinal);
            Assert.Contains("= 4711", said, StringComparison.Ordinal);
            Assert.Contains("libc.so.6", said, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Not by Process.Start: at each SIGCHLD .NET waits for the children that it started itself, and so takes the stops away that a
    /// tracer in the same process waits for.
    /// </summary>
    private static void WriteCoreOf(string program, string path)
    {
        var guest = Spawn.Start(program, [program], []).OrThrow("start the guest");
        try
        {
            WaitUntilBothThreadsPause(guest);
            WriteCore(guest, path);
        }
        finally
        {
            _ = Signals.Kill(guest, SignalNumber.SIGKILL);
            _ = Wait.For(guest.Leader);
        }
    }

    private static void WaitUntilBothThreadsPause(Pid guest)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var threads = ProcTasks.Threads(guest).OrThrow("list the threads of the guest");
            if (threads.Count == 2 && threads.All(tid => BlockedCall.Read(tid) is { Ok: true } call && call.Value.Number == (long)SyscallNumber.pause))
                return;
            Thread.Sleep(10);
        }
        throw new TimeoutException("the guest did not come to rest");
    }

    private static void WriteCore(Pid pid, string path)
    {
        var maps = ProcMaps.Read(pid).Value;
        var threads = ReadThreads(pid);
        using var memory = ProcessMemory.OpenMem(pid).Value;
        using var file = File.Create(path);
        var process = new CoreProcess
        {
            Pid = pid.Value,
            Name = "guest",
            AuxiliaryVector = ProcAuxv.ReadBytes(pid).Value,
            Threads = threads,
            Files = [.. maps.Where(map => map.Kind == MapKind.File).Select(map => new CoreFile(map.Start.Value, map.End.Value, map.Offset, map.Path))],
            Segments = [.. maps.Where(map => map.Kind is not (MapKind.Vvar or MapKind.Vsyscall)).Select(SegmentOf)],
        };
        new ElfCoreWriter(file).Write(process, (address, into) => ProcessMemory.PRead(memory, new RemotePtr(address), into).OrThrow("read memory") == into.Length);
    }

    private static CoreSegment SegmentOf(MapEntry map)
    {
        var flags = (map.Protection.HasFlag(MemoryProtection.PROT_READ) ? ElfSegmentFlags.PF_R : 0)
            | (map.Protection.HasFlag(MemoryProtection.PROT_WRITE) ? ElfSegmentFlags.PF_W : 0)
            | (map.Protection.HasFlag(MemoryProtection.PROT_EXEC) ? ElfSegmentFlags.PF_X : 0);
        return new CoreSegment(map.Start.Value, map.Length, flags, map.Protection == MemoryProtection.PROT_NONE ? 0 : map.Length);
    }

    private static List<CoreThread> ReadThreads(Pid pid)
    {
        var threads = new List<CoreThread>();
        foreach (var tid in ProcTasks.Threads(pid).Value)
        {
            Ptrace.Seize(tid, PtraceOptions.None).OrThrow("seize");
            Ptrace.Interrupt(tid).OrThrow("interrupt");
            Wait.For(tid).OrThrow("wait");
            var state = new byte[Ptrace.MaxXStateBytes];
            var length = Ptrace.GetRegSet(tid, Ptrace.NT_X86_XSTATE, state).OrThrow("read registers");
            var registers = new byte[216];
            Ptrace.GetRegSet(tid, Ptrace.NT_PRSTATUS, registers).OrThrow("read registers");
            Ptrace.Detach(tid, 0).OrThrow("detach");
            threads.Add(new CoreThread { Tid = tid.Value, Registers = registers, ExtendedState = state.AsMemory(0, length) });
        }
        return threads;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output + errors.Result;
    }
}
