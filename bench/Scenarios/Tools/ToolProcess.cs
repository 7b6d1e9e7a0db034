using System.Diagnostics;
using System.Text;
using Perdure.Kernel;

namespace Perdure.Scenarios.Tools;

/// <summary>
/// One run of a program: when it started and ended, what it said, and how much memory it had at most. The clock starts before the fork
/// and stops when the exit is known, so a process start is part of each figure. Pipes that outlive the program (a background server holds
/// them) are not waited for.
/// </summary>
internal sealed class ToolProcess : IDisposable
{
    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly PeakMemory _memory;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly CountdownEvent _openPipes = new(2);
    private readonly string _name;

    public ToolProcess(string program, IEnumerable<string> arguments)
    {
        _name = Path.GetFileName(program);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Collect(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_errors, line.Data);
        StartedAt = Clock.Now;
        Undo.Start(_process.Start);
        _memory = new PeakMemory(new Pid(_process.Id));
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public long StartedAt { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Waits for the end; a program that does not end is killed, and that is an error.</summary>
    public ToolResult Wait(TimeSpan patience)
    {
        var exited = _process.WaitForExit(patience);
        var endedAt = Clock.Now;
        _memory.Stop();
        if (!exited)
        {
            _process.Kill();
            throw new PerdureException($"{_name} had not ended after {patience.TotalSeconds:F0} s");
        }

        _openPipes.Wait(PipePatience);
        lock (_openPipes)
            return new ToolResult(_process.ExitCode, _output.ToString(), _errors.ToString(), StartedAt, endedAt, _memory.Bytes);
    }

    /// <summary>Ends a program that is not needed any more.</summary>
    public void Dispose()
    {
        _memory.Stop();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    /// <summary>Null is the end of the pipe.</summary>
    private void Collect(StringBuilder text, string? line)
    {
        lock (_openPipes)
        {
            if (line is not null)
                text.AppendLine(line);
            else if (!_openPipes.IsSet)
                _openPipes.Signal();
        }
    }
}
