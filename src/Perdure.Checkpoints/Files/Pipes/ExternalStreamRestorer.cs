using Microsoft.Win32.SafeHandles;
using Perdure.Checkpoints.Files.Records;
using Perdure.Checkpoints.Files.Restore;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;

namespace Perdure.Checkpoints.Files.Pipes;

/// <summary>Puts the caller's streams and terminal in the place of those that led outside, or /dev/null.</summary>
internal static class ExternalStreamRestorer
{
    public static SafeFileHandle Restore(ExternalStreamDescription saved, RestoreContext context)
    {
        if (saved.Standard < context.Options.Standard.Count && saved.Standard >= 0 && context.Options.Standard[saved.Standard] is { } given)
            return DescriptorCalls.Duplicate(given).OrThrow($"duplicate {StandardStreams.NameOf(saved.Standard)}");
        return Null(saved.Access, $"{StandardStreams.NameOf(saved.Standard)} is /dev/null now, because it led to a process outside", context);
    }

    public static SafeFileHandle Restore(ExternalTerminalDescription saved, RestoreContext context)
    {
        const OpenFlags Kept = OpenFlags.O_ACCMODE | OpenFlags.O_NONBLOCK | OpenFlags.O_APPEND;
        if (context.Options.Terminal is { } terminal)
            return FileCalls.Reopen(terminal, (saved.Flags & Kept) | OpenFlags.O_NOCTTY).OrThrow("open the terminal");
        return Null(saved.Access, "there is no terminal here: what was one is /dev/null now", context);
    }

    private static SafeFileHandle Null(OpenFlags access, string note, RestoreContext context)
    {
        context.Note(note);
        return FileCalls.Open("/dev/null", access).OrThrow("open /dev/null");
    }
}
