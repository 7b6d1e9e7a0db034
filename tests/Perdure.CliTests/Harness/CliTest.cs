namespace Perdure.CliTests.Harness;

/// <summary>A test with a workbench of its own.</summary>
public abstract class CliTest : IDisposable
{
    private readonly Workbench bench = new();

    private protected Workbench Bench => bench;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            bench.Dispose();
    }
}
