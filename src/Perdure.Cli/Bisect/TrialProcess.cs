using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Abi;
using Perdure.Kernel.Calls;
using Perdure.Kernel.Procfs;

namespace Perdure.Cli.Bisect;

/// <summary>
/// One trial, in a process of its own: perdure once more, the first process of a pid namespace, so that with it all that it restored and started ends. It ends with us,
/// too, however we end: the kernel kills it (PR_SET_PDEATHSIG), and it never begins without the pipe that we hold.
/// </summary>
internal sealed class TrialProcess : IDisposable
{
    /// <summary>Its verb on perdure's command line.</summary>
    internal const string Verb = "bisect-trial";

    private readonly SafeFileHandle _orders;
    private readonly SafeFileHandle _answers;
    private readonly SafeFileHandle _output;
    private readonly Thread _parent;
    private readonly TaskCompletionSource<SafeFileHandle> _started = new();

    private TrialProcess(SafeFileHandle orders, SafeFileHandle answers, SafeFileHandle output, Action start)
    {
        _orders = orders;
        _answers = answers;
        _output = output;
        _parent = new Thread(() => start());
    }

    /// <summary>Makes a trial and waits for its end. Interrupted, it ends at once.</summary>
    /// <param name="order">What is to be tried.</param>
    /// <param name="status">The line in whose place the check's output is shown, on standard error; null if it is not to be shown.</param>
    /// <param name="interrupted">Ends it.</param>
    /// <returns>What it answered, null if nothing; and the check's output.</returns>
    internal static (TrialReport? Report, string Output) Run(TrialOrder order, StatusLine? status, CancellationToken interrupted)
    {
        using var trial = Start();
        using var registration = interrupted.Register(trial.Kill);
        var output = new CheckOutput(trial._output, status);
        var reader = new Thread(output.ReadToEnd);
        reader.Start();
        trial.Send(order);
        var answer = trial.ReadAnswer();
        trial._parent.Join();
        reader.Join();
        return (answer.Length == 0 ? null : JsonSerializer.Deserialize(answer, DocumentJson.Readable.TrialReport), output.Kept);
    }

    public void Dispose()
    {
        Kill();
        _parent.Join();
        if (_started.Task.IsCompletedSuccessfully)
            _started.Task.Result.Dispose();
        _orders.Dispose();
        _answers.Dispose();
        _output.Dispose();
    }

    private static TrialProcess Start()
    {
        var (input, orders) = PipeCalls.Create(0).OrThrow("make a pipe");
        var (answers, result) = PipeCalls.Create(0).OrThrow("make a pipe");
        var (output, error) = PipeCalls.Create(0).OrThrow("make a pipe");
        TrialProcess? trial = null;
        trial = new TrialProcess(orders, answers, output, () => trial!.Live(input, result, error));
        trial._parent.Start();
        try
        {
            _ = trial._started.Task.GetAwaiter().GetResult();
            return trial;
        }
        catch
        {
            trial.Dispose();
            throw;
        }
    }

    /// <summary>The life of its parent: a thread of its own, because pid namespaces of children are a thread's, and because the kernel takes the end of a thread for a parent's death.</summary>
    private void Live(SafeFileHandle input, SafeFileHandle result, SafeFileHandle error)
    {
        try
        {
            Pid pid;
            using (input)
            using (result)
            using (error)
            {
                NamespaceCalls.Unshare(CloneFlags.CLONE_NEWPID).OrThrow("make a pid namespace for a trial", "root (CAP_SYS_ADMIN) is needed for that");
                pid = Spawn.StartWith(OwnProgram.Path, OwnProgram.Arguments(Verb), OwnProgram.Environment(), input, result, error).OrThrow("start a trial");
            }

            _started.SetResult(PidFd.Open(pid).OrThrow("watch a trial"));
            _ = Wait.For(pid.Leader);
        }
        catch (PerdureException failure)
        {
            _started.SetException(failure);
        }
    }

    private void Kill()
    {
        if (_started.Task.IsCompletedSuccessfully)
            _ = PidFd.SendSignal(_started.Task.Result, SignalNumber.SIGKILL);
    }

    private void Send(TrialOrder order)
    {
        // What can't be written nobody reads: the trial has ended, and its missing answer says so.
        _ = FileCalls.Write(_orders, [.. JsonSerializer.SerializeToUtf8Bytes(order, DocumentJson.Readable.TrialOrder), (byte)'\n']);
    }

    private byte[] ReadAnswer()
    {
        var answer = new MemoryStream();
        var buffer = new byte[4096];
        while (FileCalls.Read(_answers, buffer) is { Ok: true, Value: > 0 and var length })
            answer.Write(buffer.AsSpan(0, (int)length));
        return answer.ToArray();
    }
}
