namespace Perdure.Kernel;

/// <summary>What a system call answered: a value, or an errno that the caller expects and handles.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct KernelResult<T>
{
    private readonly T _value;

    private KernelResult(T value, Errno error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The errno; <see cref="Errno.None"/> on success.</summary>
    public Errno Error { get; }

    /// <summary>Whether there is a value.</summary>
    public bool Ok => Error == Errno.None;

    /// <summary>The value. Precondition: <see cref="Ok"/>.</summary>
    public T Value
    {
        get
        {
            Assert.Always(Error == Errno.None);
            return _value;
        }
    }

    /// <summary>The value, or a <see cref="PerdureException"/> that says what was tried and how the kernel answered.</summary>
    /// <param name="what">What was tried, to follow "cannot": "read the memory of 123".</param>
    /// <param name="hint">What to do next.</param>
    public T OrThrow(string what, string hint = "") => Error switch
    {
        Errno.None => _value,
        Errno.ESRCH => throw new PerdureException($"cannot {what}: the process has gone", hint, ExitCode.TargetDied),
        _ => throw new PerdureException($"cannot {what}: {Error} ({Error.Describe()})", hint),
    };

    /// <summary>The value, or <paramref name="fallback"/> on any errno.</summary>
    public T Or(T fallback) => Ok ? _value : fallback;

    internal static KernelResult<T> Success(T value) => new(value, Errno.None);

    internal static KernelResult<T> Failure(Errno error) => new(default!, error);
}
