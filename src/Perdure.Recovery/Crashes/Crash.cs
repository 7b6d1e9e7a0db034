using Perdure.Kernel;

namespace Perdure.Recovery.Crashes;

/// <summary>A crash, as it was seen at the signal.</summary>
/// <param name="Pid">The process.</param>
/// <param name="Tid">The thread.</param>
/// <param name="Signal">The signal.</param>
/// <param name="Kind">What sort of fault.</param>
/// <param name="Address">The address that could not be accessed; 0 for other kinds.</param>
/// <param name="Frames">The call chain, the innermost first; of an endless recursion as far as it was followed.</param>
public sealed record Crash(Pid Pid, Tid Tid, int Signal, CrashKind Kind, ulong Address, IReadOnlyList<CrashFrame> Frames)
{
    private const int FramesOfSignature = 5;
    private const int FramesOfStory = 6;

    /// <summary>The same for crashes of the same sort: kind, and the innermost places of the chain by module and offset.</summary>
    public string Signature => $"{Kind}:" + string.Join(
        '>', Frames.Take(FramesOfSignature).Select(frame => frame.Module is { } module ? $"{Path.GetFileName(module.Name)}+{frame.Frame.Place - module.Bias:x}" : "?"));

    /// <summary>What happened, in a line.</summary>
    public override string ToString()
    {
        var what = Kind switch
        {
            CrashKind.Read => $"read of address 0x{Address:x}",
            CrashKind.Write => $"write to address 0x{Address:x}",
            CrashKind.Execute => $"call or jump to 0x{Address:x}, where no code is",
            CrashKind.StackOverflow => "stack overflow",
            CrashKind.Arithmetic => "division by zero",
            CrashKind.Instruction => "invalid instruction or trap",
            _ => "the program aborted",
        };
        var chain = Story().Take(FramesOfStory + 1).ToList();
        return $"{SignalName} in thread {Tid}: {what}, in {string.Join(" < ", chain.Take(FramesOfStory))}{(chain.Count > FramesOfStory ? " < ..." : "")}";
    }

    /// <summary>The chain without what goes on inside of libraries: of each, the function that somebody else called. A recursion is told once.</summary>
    private IEnumerable<CrashFrame> Story()
    {
        for (var index = 0; index < Frames.Count; index++)
        {
            var (frame, caller) = (Frames[index], index + 1 < Frames.Count ? Frames[index + 1] : null);
            var isInner = frame.Module is { } module && caller?.Module?.Name == module.Name && (IsLibrary(module.Name) || (caller.Function is not null && caller.Function == frame.Function));
            if (!isInner || (index == 0 && !IsLibrary(frame.Module!.Name)))
                yield return frame;
        }
    }

    private static bool IsLibrary(string module) => Path.GetFileName(module).Contains(".so", StringComparison.Ordinal);

    private string SignalName => Signal switch
    {
        SignalNumber.SIGSEGV => "SIGSEGV",
        SignalNumber.SIGBUS => "SIGBUS",
        SignalNumber.SIGFPE => "SIGFPE",
        SignalNumber.SIGILL => "SIGILL",
        SignalNumber.SIGTRAP => "SIGTRAP",
        SignalNumber.SIGABRT => "SIGABRT",
        _ => $"signal {Signal}",
    };
}
