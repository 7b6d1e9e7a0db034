using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Perdure.Kernel;

/// <summary>Assertions that stay in release builds: a broken rule must never reach an image or a tracee.</summary>
public static class Assert
{
    /// <summary>Fails with our own bug if <paramref name="condition"/> does not hold.</summary>
    public static void Always(
        [DoesNotReturnIf(false)] bool condition,
        [CallerArgumentExpression(nameof(condition))] string expression = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        if (!condition)
            throw new InvalidOperationException($"assertion failed: {expression} ({Path.GetFileName(file)}:{line})");
    }
}
