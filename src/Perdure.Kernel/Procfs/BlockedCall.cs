namespace Perdure.Kernel.Procfs;

/// <summary>What a thread waits in, from /proc/TID/syscall.</summary>
public sealed record BlockedCall
{
    /// <summary>Whether it runs; then the rest is empty.</summary>
    public bool Running { get; private init; }

    /// <summary>The number of the system call; -1 when it waits outside of one (in a page fault, say).</summary>
    public long Number { get; private init; } = -1;

    /// <summary>Its six arguments; empty without a call.</summary>
    public IReadOnlyList<ulong> Arguments { get; private init; } = [];

    /// <summary>The stack pointer.</summary>
    public RemotePtr StackPointer { get; private init; }

    /// <summary>The instruction pointer.</summary>
    public RemotePtr InstructionPointer { get; private init; }

    /// <summary>What a thread waits in; needs the right to trace it.</summary>
    public static KernelResult<BlockedCall> Read(Tid tid)
    {
        var file = ProcFile.Read(tid, "syscall", ProcLimits.RecordBytes);
        if (!file.Ok)
            return KernelResult.Failure<BlockedCall>(file.Error);
        using var bytes = file.Value;
        return KernelResult.Success(Parse(bytes.Span));
    }

    /// <summary>Parses "running", "-1 SP PC" or "NUMBER SIX-ARGUMENTS SP PC".</summary>
    public static BlockedCall Parse(ReadOnlySpan<byte> text)
    {
        var cursor = new ByteCursor(text);
        if (cursor.TrySkip("running"u8))
            return new BlockedCall { Running = true };
        var number = cursor.SignedDecimal();
        var arguments = number == -1 ? [] : new ulong[6];
        for (var index = 0; index < arguments.Length; index++)
            arguments[index] = cursor.Hex();
        return new BlockedCall
        {
            Number = number,
            Arguments = arguments,
            StackPointer = new RemotePtr(cursor.Hex()),
            InstructionPointer = new RemotePtr(cursor.Hex()),
        };
    }
}
