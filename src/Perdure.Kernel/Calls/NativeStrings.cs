using System.Runtime.InteropServices;

namespace Perdure.Kernel.Calls;

/// <summary>A null-terminated array of C strings in native memory, as argv and envp are.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    public NativeStrings(IReadOnlyList<string> strings)
    {
        _count = strings.Count;
        // SAFETY: the array has one slot more than there are strings; the last stays null.
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var index = 0; index < _count; index++)
            Pointer[index] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[index]);
    }

    public byte** Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer is null)
            return;
        for (var index = 0; index < _count; index++)
            Marshal.FreeCoTaskMem((nint)Pointer[index]);
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
