using Perdure.Binaries.Unwinding;

namespace Perdure.Recovery.Crashes;

/// <summary>One function of the call chain of a crash.</summary>
/// <param name="Frame">Its registers and frame address.</param>
/// <param name="Module">The program or library that it belongs to; null where no code is.</param>
/// <param name="Function">The function, before relocation; null where no table says so.</param>
/// <param name="Name">Its name; empty if it isn't known.</param>
public sealed record CrashFrame(StackFrame Frame, CodeModule? Module, (ulong Start, ulong End)? Function, string Name)
{
    /// <summary>Its name, or its module and offset.</summary>
    public override string ToString()
    {
        var module = Module is null ? "?" : Path.GetFileName(Module.Name) is { Length: > 0 } name ? name : "anonymous code";
        return Name.Length > 0 ? $"{Name} ({module})" : Module is null ? $"0x{Frame.Registers.Rip:x}" : $"{module}+0x{Frame.Place - Module.Bias:x}";
    }
}
