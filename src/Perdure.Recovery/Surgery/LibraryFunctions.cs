namespace Perdure.Recovery.Surgery;

/// <summary>What is known of functions of the C and C++ libraries by their names.</summary>
internal static class LibraryFunctions
{
    private static readonly string[] s_libraries = ["libc.so", "libc-", "libstdc++.so", "libgcc_s.so", "libm.so", "ld-linux", "ld-2", "libpthread", "libjemalloc", "libtcmalloc", "libmimalloc", "[vdso]"];

    private static readonly HashSet<string> s_releasing =
    [
        "free", "cfree", "__libc_free", "__free", "_ZdlPv", "_ZdaPv", "_ZdlPvm", "_ZdaPvm", "_ZdlPvSt11align_val_t", "_ZdaPvSt11align_val_t", "sdallocx", "dallocx",
    ];

    private static readonly HashSet<string> s_neverReturning =
    [
        "abort", "__assert_fail", "__assert", "__assert_perror_fail", "__stack_chk_fail", "__fortify_fail", "__chk_fail", "__libc_fatal", "__libc_message", "exit", "_exit", "_Exit", "quick_exit",
        "_ZSt9terminatev", "_ZSt10unexpectedv", "__cxa_throw", "__cxa_rethrow", "__cxa_pure_virtual", "__cxa_deleted_virtual", "__cxa_call_unexpected", "__cxa_call_terminate", "__cxa_bad_cast", "__cxa_bad_typeid",
        "_ZSt17__throw_bad_allocv", "_ZSt20__throw_length_errorPKc", "_ZSt20__throw_out_of_rangePKc", "_ZSt24__throw_out_of_range_fmtPKcz", "_ZSt19__throw_logic_errorPKc", "_ZSt24__throw_invalid_argumentPKc",
        "_Unwind_RaiseException", "_Unwind_Resume", "longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", "pthread_exit", "error", "err", "errx", "verr", "verrx",
    ];

    /// <summary>Whether a module is one of the libraries below the program: what it does there it does for a caller.</summary>
    public static bool IsBelowProgram(string module)
    {
        var name = Path.GetFileName(module.AsSpan());
        foreach (var library in s_libraries)
            if (name.StartsWith(library, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary>Whether a function gives memory back: if it doesn't, nothing is lost but that memory.</summary>
    public static bool Releases(string name) => s_releasing.Contains(name);

    /// <summary>Whether a function does not return: behind a call of it there is no code of its caller.</summary>
    public static bool NeverReturns(string name) => s_neverReturning.Contains(name) || name.StartsWith("_ZSt", StringComparison.Ordinal) && name.Contains("__throw_", StringComparison.Ordinal);
}
