namespace Perdure.Tracing;

/// <summary>
/// The machine code with which a living thread makes a whole list of system calls for us. Its records are those of <see cref="CallStub"/>. At the end the
/// thread sends itself a signal that its program ignores: a tracer sees it and takes over; without a tracer it does nothing, and the thread goes on,
/// unmaps this code by a <c>syscall; ret</c> elsewhere, and returns into its <see cref="UndoFrame"/>. A breakpoint would kill a program
/// whose tracer has died.
/// </summary>
internal static class LiveStub
{
    /// <summary>Offset of the instruction at which the thread stands when it has sent the signal.</summary>
    public const int StopOffset = 60;

    private static readonly byte[] s_code =
    [
        .. CallStub.Loop,
        0xb8, 0xba, 0x00, 0x00, 0x00, // mov eax, gettid
        0x0f, 0x05,                   // syscall
        0x89, 0xc7,                   // mov edi, eax
        0x44, 0x89, 0xe6,             // mov esi, r12d
        0xb8, 0xc8, 0x00, 0x00, 0x00, // mov eax, tkill
        0x0f, 0x05,                   // syscall
        0x4c, 0x89, 0xf7,             // mov rdi, r14
        0x4c, 0x89, 0xfe,             // mov rsi, r15
        0xb8, 0x0b, 0x00, 0x00, 0x00, // mov eax, munmap
        0x41, 0xff, 0xe5,             // jmp r13
    ];

    /// <summary>
    /// The code. On entry rbx points to the first record, rbp holds their number, r12 the signal, r13 the address of <c>syscall; ret</c>,
    /// r14 and r15 start and length of what is to be unmapped; rsp points to the undo frame.
    /// </summary>
    public static ReadOnlySpan<byte> Code => s_code;
}
