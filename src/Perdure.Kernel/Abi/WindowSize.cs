using System.Runtime.InteropServices;

namespace Perdure.Kernel.Abi;

/// <summary>struct winsize of asm-generic/termios.h.</summary>
[StructLayout(LayoutKind.Sequential)]
[CStruct("struct winsize", "asm/termios.h")]
public record struct WindowSize
{
    /// <summary>Lines.</summary>
    public ushort ws_row;

    /// <summary>Columns.</summary>
    public ushort ws_col;

    /// <summary>Pixels.</summary>
    public ushort ws_xpixel;

    /// <summary>Pixels.</summary>
    public ushort ws_ypixel;
}
