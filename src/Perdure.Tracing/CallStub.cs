using System.Buffers.Binary;

namespace Perdure.Tracing;

/// <summary>
/// The machine code with which a blank process makes a whole list of system calls in one go: for each record of seven words it loads
/// rax, rdi, rsi, rdx, r10, r8, r9, calls, and puts the answer in place of the number; then it stops at a breakpoint.
/// </summary>
internal static class CallStub
{
    /// <summary>Bytes of a record.</summary>
    public const int RecordBytes = 56;

    /// <summary>Offset of a lone <c>syscall</c> instruction in <see cref="Code"/>.</summary>
    public const int SyscallOffset = 27;

    private static readonly byte[] s_code =
    [
        .. Loop,
        0xcc, // int3
    ];

    /// <summary>The code. On entry rbx points to the first record and rbp holds their number.</summary>
    public static ReadOnlySpan<byte> Code => s_code;

    /// <summary>The part that makes the calls; it ends by running on into what follows.</summary>
    public static ReadOnlySpan<byte> Loop =>
    [
        0x48, 0x8b, 0x03,       // mov rax, [rbx]
        0x48, 0x8b, 0x7b, 0x08, // mov rdi, [rbx+8]
        0x48, 0x8b, 0x73, 0x10, // mov rsi, [rbx+16]
        0x48, 0x8b, 0x53, 0x18, // mov rdx, [rbx+24]
        0x4c, 0x8b, 0x53, 0x20, // mov r10, [rbx+32]
        0x4c, 0x8b, 0x43, 0x28, // mov r8, [rbx+40]
        0x4c, 0x8b, 0x4b, 0x30, // mov r9, [rbx+48]
        0x0f, 0x05,             // syscall
        0x48, 0x89, 0x03,       // mov [rbx], rax
        0x48, 0x83, 0xc3, 0x38, // add rbx, 56
        0x48, 0xff, 0xcd,       // dec rbp
        0x75, 0xd7,             // jnz the first instruction
    ];

    /// <summary>Writes one record.</summary>
    public static void WriteRecord(Span<byte> to, in RemoteCall call)
    {
        ReadOnlySpan<ulong> words = [(ulong)call.Number, call.A, call.B, call.C, call.D, call.E, call.F];
        for (var index = 0; index < words.Length; index++)
            BinaryPrimitives.WriteUInt64LittleEndian(to[(index * sizeof(ulong))..], words[index]);
    }

    /// <summary>What the kernel answered to the call of a record.</summary>
    public static ulong AnswerOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt64LittleEndian(record);
}
