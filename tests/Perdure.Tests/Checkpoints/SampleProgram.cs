using Perdure.Checkpoints.Image;

namespace Perdure.Tests.Checkpoints;

/// <summary>An inventory with something of everything: two processes and a zombie, two threads, every kind of mapping, timers, signals.</summary>
internal static class SampleProgram
{
    public const int Pid = 500;
    public const int Child = 501;
    public const long SharedObject = 1L << 32;
    public const ulong Heap = 0x10_0000;
    public const ulong Shared = 0x20_0000;
    private static readonly FileIdentity Library = new("/bin/sh", false, 1, 2, 3, 4, "0123456789abcdef");

    public static ProgramImage Make() => new(
        new MachineImage("6.1", "host", "boot", 2696, "", 1, 1),
        Pid,
        [Process(Pid, 1, [Thread(Pid), Thread(Pid + 10)]), Process(Child, Pid, [Thread(Child)]), Zombie(502, Pid)],
        [
            new MemoryObjectImage(SharedObject, MemoryObjectKind.MemFd, "/memfd:sample", 1, 77, 8192, 0, 0, 0, 0, 0),
            new MemoryObjectImage(SharedObject + 1, MemoryObjectKind.SysV, "/SYSV00000001", 1, 5, 4096, 1, 0x180, 5, 0, 0),
            new MemoryObjectImage(SharedObject + 2, MemoryObjectKind.DeletedFile, "/tmp/gone", 1, 78, 5000, 0, 0, 0, 0, 0),
        ],
        ["a note"]);

    private static ProcessImage Zombie(int pid, int parent) => Process(pid, parent, []) with { State = ProcessState.Zombie, Settings = null, AddressSpace = null };

    private static ProcessImage Process(int pid, int parent, ThreadImage[] threads) => new(
        pid, parent, Pid, Pid, ProcessState.Running, 0, false, false, "sample", ["sample", "--option"], Settings(), Space(pid), threads);

    private static ProcessSettings Settings() => new(
        Library, "/tmp", false, "/", 0x12, [new SignalActionImage(15, 0x1000, 0x4000000, 0x2000, 1)], [new byte[] { 10 }.Concat(new byte[127]).ToArray()],
        [new LimitImage(7, 1024, 4096)], [new IntervalTimerImage(0, 1000, 1000)], [new PosixTimerImage(0, 1, 0, 0, 14, 0, 1000, 1000)], false, 1, 0, 0x33, 0, false, 0, false, 0,
        ["0::/"], new Dictionary<string, ulong> { ["mnt"] = 1 });

    private static AddressSpaceImage Space(int pid) => new(
        1, 2, 3, 4, Heap, Heap + 0x4000, 7, 8, 9, 10, 11, new byte[320], pid, 0,
        [
            Mapping(0x1000, 0x3000, MappingKind.File, Library.Path) with { File = Library, Protection = 5 },
            Mapping(Heap, Heap + 0x4000, MappingKind.Anonymous, "[heap]"),
            Mapping(Shared, Shared + 0x2000, MappingKind.SharedMemory, "/memfd:sample") with { Shared = true, ObjectId = SharedObject },
            Mapping(Shared + 0x2000, Shared + 0x3000, MappingKind.SharedMemory, "/SYSV00000001") with { Shared = true, ObjectId = SharedObject + 1 },
            Mapping(Shared + 0x4000, Shared + 0x6000, MappingKind.DeletedFile, "/tmp/gone") with { ObjectId = SharedObject + 2 },
            Mapping(Shared + 0x8000, Shared + 0x9000, MappingKind.Anonymous, "[anon:named]"),
            Mapping(0x7fff_0000_0000, 0x7fff_0000_2000, MappingKind.Kernel, "[vdso]"),
        ]);

    private static MappingImage Mapping(ulong start, ulong end, MappingKind kind, string name) =>
        new(start, end, 3, false, kind, 0, name, null, false, 0, MappingFlags.NoHugePage, "");

    private static ThreadImage Thread(int tid) => new(
        tid, "sample", new ulong[27], new TimeLeftImage(3, false, 1000), new byte[2696], 1, [new byte[] { 12 }.Concat(new byte[127]).ToArray()], new AlternateStackImage(0, 2, 0), 1, 24, 2,
        new RseqImage(0x1000, 32, 0x53053053), new SchedulingImage(0, 0, 0, 0, 0, 0, 0, 0, 1024, new byte[8], 0, 0, []),
        new CredentialsImage([0, 0, 0, 0], [0, 0, 0, 0], [1, 2], 1, 2, 3, 4, 5, 6), 0, false, 2, [new byte[16]], 0, 50000, 1, false, 2);
}
