using System.Text;
using Perdure.Kernel.Procfs;
using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Guarding;

/// <summary>Run-times that are linked into the program itself, told by what their linkers leave in its first pages.</summary>
internal static class ProgramMarks
{
    private const int BytesOfHead = 16 * 1024;

    // The note of Go's linker, its owner and kind; .NET's NativeAOT keeps its tables in segments of their own, but its build leaves no mark in the head: its run-time is told by a symbol.
    private static readonly byte[] s_goNote = [4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, .. Encoding.ASCII.GetBytes("Go\0\0")];

    /// <summary>The run-time of a program; null if none is known.</summary>
    public static string? NameOf(ProcessCode code, MapEntry program)
    {
        var head = new byte[Math.Min(BytesOfHead, (int)Math.Min(program.Length, int.MaxValue))];
        if (!code.Read(program.Start.Value, head))
            return null;
        var note = head.AsSpan().IndexOf(s_goNote.AsSpan(8));
        return note >= 8 ? "Go" : null;
    }
}
