using Perdure.Binaries;
using Perdure.Binaries.Code;
using Perdure.Binaries.Unwinding;
using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Surgery;

/// <summary>Finds the ways past a crash that lead out of functions, the least that is abandoned first.</summary>
/// <param name="memory">The memory of the process.</param>
internal sealed class EscapePlan(MemoryRead memory)
{
    private static readonly DwarfRegister[] s_needed = [DwarfRegister.Rbx, DwarfRegister.Rbp, DwarfRegister.R12, DwarfRegister.R13, DwarfRegister.R14, DwarfRegister.R15];

    /// <summary>
    /// The ways out of a chain: the function that crashed returns; then each further out whose caller looks at its result; at last any further out.
    /// </summary>
    /// <param name="crash">The crash.</param>
    /// <param name="beyond">Only functions whose caller's frame lies beyond this address are left: what was tried before did not help.</param>
    public IEnumerable<Escape> Ways(Crash crash, ulong beyond = 0)
    {
        var frames = crash.Frames;
        var first = FirstToLeave(crash);
        var ways = new List<Escape>();
        for (var index = first; index + 1 < frames.Count; index++)
            if (frames[index].Frame.FrameAddress > beyond && Leave(crash, index) is { } way)
                ways.Add(way);
        // The function of the program is the server's loop: then the library's gives it an error.
        if (ways.Count == 0 && first > 0 && LibraryFunctions.IsBelowProgram(frames[first - 1].Module?.Name ?? "") && Leave(crash, first - 1) is { } ofLibrary)
            ways.Add(ofLibrary);
        if (ways.Count == 0)
            return [];
        var innermost = ways[0];
        return beyond == 0
            ? [innermost, .. ways.Skip(1).Where(way => way.IsChecked), .. ways.Skip(1).Where(way => !way.IsChecked)]
            : [.. ways.Where(way => way.IsChecked), .. ways.Where(way => !way.IsChecked)];
    }

    /// <summary>
    /// The innermost function that can be left. Libraries below the program are left as a whole, and with them the function of the program that called them, since it called them with what they could not
    /// bear; but memory that can't be given back is left alone. Of an endless recursion all of it is left.
    /// </summary>
    private static int FirstToLeave(Crash crash)
    {
        var frames = crash.Frames;
        if (crash.Kind == CrashKind.StackOverflow)
            return EndOfRecursion(frames);
        var program = 0;
        while (program < frames.Count && (frames[program].Module is null || LibraryFunctions.IsBelowProgram(frames[program].Module!.Name)))
            program++;
        if (program > 0 && program < frames.Count)
            return LibraryFunctions.Releases(frames[program - 1].Name) ? program - 1 : program;
        // The library works for itself: a thread that ends gives memory back.
        for (var index = 0; index < frames.Count; index++)
            if (LibraryFunctions.Releases(frames[index].Name))
                return index;
        return 0;
    }

    /// <summary>The last frame of the functions that the innermost frames belong to.</summary>
    private static int EndOfRecursion(IReadOnlyList<CrashFrame> frames)
    {
        const int sample = 64;
        var functions = frames.Take(sample).Select(frame => (frame.Module?.Name, frame.Function)).Where(place => place.Function is not null).GroupBy(place => place).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var last = 0;
        for (var index = 0; index < frames.Count; index++)
            if (functions.Contains((frames[index].Module?.Name, frames[index].Function)))
                last = index;
        return last;
    }

    private Escape? Leave(Crash crash, int index)
    {
        var left = crash.Frames[index];
        var resumed = crash.Frames[index + 1];
        if (left.Frame.FrameAddress == 0 || resumed.Module is null || !CanReturn(left))
            return null;
        // Only a frame that was interrupted by a signal goes on at an instruction of its own, and not behind a call.
        if (resumed.Frame.IsInterrupted || s_needed.Any(register => !resumed.Frame.Registers.Knows(register)) || EndsProgram(crash, index + 1))
            return null;
        Span<byte> code = stackalloc byte[ResultCheck.Bytes];
        if (!memory(resumed.Frame.Registers.Rip, code))
            return null;
        var check = CheckOf(crash.Frames, index);
        return new Escape(left, resumed, check.ErrorValue, check.IsChecked);
    }

    /// <summary>What never returns has callers without code behind the call.</summary>
    private bool CanReturn(CrashFrame frame)
    {
        if (LibraryFunctions.NeverReturns(frame.Name))
            return false;
        if (frame.Function is not { } function || function.End - function.Start > FunctionEnds.MostBytes)
            return true;
        var code = new byte[function.End - function.Start];
        var address = function.Start + frame.Module!.Bias;
        return !memory(address, code) || FunctionEnds.CanReturn(code, address);
    }

    /// <summary>Who looks at the result: the caller, or the caller's caller if that hands it on.</summary>
    private ResultCheck CheckOf(IReadOnlyList<CrashFrame> frames, int index)
    {
        const int mostHops = 8;
        Span<byte> code = stackalloc byte[ResultCheck.Bytes];
        var check = default(ResultCheck);
        for (var caller = index + 1; caller < Math.Min(frames.Count, index + mostHops); caller++)
        {
            var at = frames[caller].Frame.Registers.Rip;
            if (!memory(at, code))
                return default;
            check = ResultCheck.Of(code, at);
            if (!check.IsPassedOn)
                break;
        }

        return check;
    }

    /// <summary>If the first thread returns to where the C library called main, the program is over.</summary>
    private static bool EndsProgram(Crash crash, int resumed) =>
        crash.Tid == crash.Pid.Leader
        && crash.Frames.Skip(resumed).All(frame => frame.Module is null || LibraryFunctions.IsBelowProgram(frame.Module.Name) || frame.Name == "_start")
        && LibraryFunctions.IsBelowProgram(crash.Frames[resumed].Module!.Name);
}
