using System.Text;
using Perdure.Binaries;
using Perdure.Kernel.Procfs;
using Perdure.Recovery.Crashes;

namespace Perdure.Recovery.Guarding;

/// <summary>Run-times that are linked into the program itself, told by what their linkers leave in its first pages.</summary>
internal static class ProgramMarks
{
    private const int BytesOfHead = 16 * 1024;

    // What programs of NativeAOT export for debuggers.
    private const string DebugHeader = "DotNetRuntimeDebugHeader";

    // The note of Go's linker, its owner and kind.
    private static readonly byte[] s_goNote = [4, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, .. Encoding.ASCII.GetBytes("Go\0\0")];

    /// <summary>The run-time of a program; null if none is known.</summary>
    public static string? NameOf(ProcessCode code, MapEntry program)
    {
        var head = new byte[Math.Min(BytesOfHead, (int)Math.Min(program.Length, int.MaxValue))];
        if (!code.Read(program.Start.Value, head))
            return null;
        if (head.AsSpan().IndexOf(s_goNote.AsSpan(8)) >= 8)
            return "Go";
        return Exports(code, program, DebugHeader) ? ".NET" : null;
    }

    private static bool Exports(ProcessCode code, MapEntry program, string symbol)
    {
        try
        {
            var memory = new CachedMemory(code.Read);
            return new ElfReader((position, into) => memory.Read(program.Start.Value + position, into) ? into.Length : 0, ElfAddressing.Memory).FindSymbol(symbol) is not null;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
