using System.Text;

namespace Perdure.Kernel.Procfs;

/// <summary>/proc/PID/stat: one line of numbers. What needs the right to trace (addresses, exit code) is 0 without that right.</summary>
public sealed record ProcStat
{
    /// <summary>Fields behind the name in a kernel of today; older ones have fewer, and the missing ones read as 0.</summary>
    private const int FieldCount = 50;

    /// <summary>The process or thread.</summary>
    public int Id { get; private init; }

    /// <summary>Its name; it may hold any byte, parentheses and line feeds too.</summary>
    public string Comm { get; private init; } = "";

    /// <summary>The letter of the state.</summary>
    public char State { get; private init; }

    /// <summary>The parent process.</summary>
    public Pid Parent { get; private init; }

    /// <summary>The process group.</summary>
    public int ProcessGroup { get; private init; }

    /// <summary>The session.</summary>
    public int Session { get; private init; }

    /// <summary>The controlling terminal as a device number (major in bits 8-15, minor in the others); 0 without.</summary>
    public int TtyNumber { get; private init; }

    /// <summary>The foreground process group of that terminal; -1 without.</summary>
    public int TtyForegroundGroup { get; private init; }

    /// <summary>PF_* bits.</summary>
    public uint Flags { get; private init; }

    /// <summary>User time in clock ticks (of 10 ms).</summary>
    public ulong UserTicks { get; private init; }

    /// <summary>System time in clock ticks (of 10 ms).</summary>
    public ulong SystemTicks { get; private init; }

    /// <summary>The priority as the scheduler shows it.</summary>
    public long Priority { get; private init; }

    /// <summary>-20 to 19.</summary>
    public int Nice { get; private init; }

    /// <summary>How many threads the process has.</summary>
    public int Threads { get; private init; }

    /// <summary>When it started, in clock ticks (of 10 ms) since boot. With the pid it names a process for good.</summary>
    public ulong StartTicks { get; private init; }

    /// <summary>The address space in bytes.</summary>
    public ulong VirtualBytes { get; private init; }

    /// <summary>The resident set in pages.</summary>
    public long ResidentPages { get; private init; }

    /// <summary>The code that the program's ELF file names.</summary>
    public RemotePtr StartCode { get; private init; }

    /// <summary>Its end.</summary>
    public RemotePtr EndCode { get; private init; }

    /// <summary>The bottom of the first stack.</summary>
    public RemotePtr StartStack { get; private init; }

    /// <summary>The signal that its end sends to the parent.</summary>
    public int ExitSignal { get; private init; }

    /// <summary>The CPU that it ran on last.</summary>
    public int Processor { get; private init; }

    /// <summary>The real-time priority; 0 without.</summary>
    public uint RealTimePriority { get; private init; }

    /// <summary>The scheduling policy (SCHED_*).</summary>
    public uint Policy { get; private init; }

    /// <summary>Initialised and uninitialised data.</summary>
    public RemotePtr StartData { get; private init; }

    /// <summary>Its end.</summary>
    public RemotePtr EndData { get; private init; }

    /// <summary>Where brk began.</summary>
    public RemotePtr StartBrk { get; private init; }

    /// <summary>The command line.</summary>
    public RemotePtr ArgStart { get; private init; }

    /// <summary>Its end.</summary>
    public RemotePtr ArgEnd { get; private init; }

    /// <summary>The environment.</summary>
    public RemotePtr EnvStart { get; private init; }

    /// <summary>Its end.</summary>
    public RemotePtr EnvEnd { get; private init; }

    /// <summary>The exit status in the form of wait; of a zombie the one that its parent will get.</summary>
    public int ExitCode { get; private init; }

    /// <summary>The line of a process.</summary>
    public static KernelResult<ProcStat> Read(Pid pid) => Parse(ProcFile.Read(pid, "stat", ProcLimits.RecordBytes));

    /// <summary>The line of one thread of a process, whose times and state are its own.</summary>
    public static KernelResult<ProcStat> Read(Pid pid, Tid tid) => Parse(ProcFile.Read(pid, $"task/{tid.Value}/stat", ProcLimits.RecordBytes));

    /// <summary>Parses the line.</summary>
    public static ProcStat Parse(ReadOnlySpan<byte> text)
    {
        var cursor = new ByteCursor(text);
        var id = cursor.Int();
        cursor.SkipSpaces();
        cursor.Skip("("u8);
        // The name may hold ") " itself, but nothing behind it can: the last one ends it.
        var end = cursor.Rest.LastIndexOf(") "u8);
        if (end < 0)
            throw cursor.Unexpected("the end of a name");
        var comm = Encoding.UTF8.GetString(cursor.Rest[..end]);
        var rest = new ByteCursor(cursor.Rest[(end + 2)..]);
        var state = rest.Word();
        if (state.Length != 1)
            throw rest.Unexpected("the letter of a state");
        Span<ulong> fields = stackalloc ulong[FieldCount];
        ReadFields(rest, fields);
        return Fill(id, comm, (char)state[0], fields);
    }

    private static KernelResult<ProcStat> Parse(KernelResult<ProcBytes> file)
    {
        if (!file.Ok)
            return KernelResult.Failure<ProcStat>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    private static void ReadFields(ByteCursor rest, Span<ulong> fields)
    {
        fields.Clear();
        for (var field = 4; field < FieldCount + 4; field++)
        {
            rest.SkipSpaces();
            if (rest.AtEnd || rest.Rest[0] == '\n')
                return;
            fields[field - 4] = rest.Rest[0] == '-' ? (ulong)rest.SignedDecimal() : rest.Decimal();
        }
    }

    /// <summary>Field numbers are those of proc(5): 4 is the parent.</summary>
    private static ProcStat Fill(int id, string comm, char state, ReadOnlySpan<ulong> fields) => new()
    {
        Id = id,
        Comm = comm,
        State = state,
        Parent = new Pid((int)fields[4 - 4]),
        ProcessGroup = (int)fields[5 - 4],
        Session = (int)fields[6 - 4],
        TtyNumber = (int)fields[7 - 4],
        TtyForegroundGroup = (int)fields[8 - 4],
        Flags = (uint)fields[9 - 4],
        UserTicks = fields[14 - 4],
        SystemTicks = fields[15 - 4],
        Priority = (long)fields[18 - 4],
        Nice = (int)fields[19 - 4],
        Threads = (int)fields[20 - 4],
        StartTicks = fields[22 - 4],
        VirtualBytes = fields[23 - 4],
        ResidentPages = (long)fields[24 - 4],
        StartCode = new RemotePtr(fields[26 - 4]),
        EndCode = new RemotePtr(fields[27 - 4]),
        StartStack = new RemotePtr(fields[28 - 4]),
        ExitSignal = (int)fields[38 - 4],
        Processor = (int)fields[39 - 4],
        RealTimePriority = (uint)fields[40 - 4],
        Policy = (uint)fields[41 - 4],
        StartData = new RemotePtr(fields[45 - 4]),
        EndData = new RemotePtr(fields[46 - 4]),
        StartBrk = new RemotePtr(fields[47 - 4]),
        ArgStart = new RemotePtr(fields[48 - 4]),
        ArgEnd = new RemotePtr(fields[49 - 4]),
        EnvStart = new RemotePtr(fields[50 - 4]),
        EnvEnd = new RemotePtr(fields[51 - 4]),
        ExitCode = (int)fields[52 - 4],
    };
}
