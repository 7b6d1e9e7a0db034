using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Guests;

/// <summary>A lazily restored program sees the same memory as an eagerly restored one.</summary>
public sealed class LazyTests : GuestTest
{
    private const string Delay = "PERDURE_LAZY_DELAY";

    public static TheoryData<string> MadeForThis => [.. GuestSource.All.Where(source => source.Name.StartsWith("lazy-", StringComparison.Ordinal)).Select(source => source.Name)];

    [Theory]
    [MemberData(nameof(GuestCase.Lazy), MemberType = typeof(GuestCase))]
    public void A_lazily_restored_guest_passes(string name)
    {
        var guest = Bench.StartGuest(name);
        KillAndBringBack(guest, "--lazy");
        guest.ExpectPass();
        LazyServers.AwaitEnd(Bench);
    }

    [Theory]
    [MemberData(nameof(MadeForThis))]
    public void A_guest_passes_while_its_memory_is_missing(string name)
    {
        var guest = RestoreSlowly(name, milliseconds: 1000);
        guest.ExpectPass();
        LazyServers.AwaitEnd(Bench);
    }

    [Theory]
    [MemberData(nameof(MadeForThis))]
    public void A_guest_passes_although_its_server_is_killed_again_and_again(string name)
    {
        var guest = RestoreSlowly(name, milliseconds: 500);
        Assert.True(LazyServers.TryKill(Bench), "there was no server to kill");
        guest.Go();
        for (var round = 0; round < 5 && LazyServers.TryKill(Bench); round++)
            Thread.Sleep(20);
        guest.ExpectPass();
        LazyServers.AwaitEnd(Bench);
    }

    [Fact]
    public void A_checkpoint_of_a_program_that_misses_memory_holds_all_of_it()
    {
        var guest = RestoreSlowly("lazy-large", milliseconds: 300);
        Assert.NotEmpty(LazyServers.Of(Bench));
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        Bench.Restore(id).Expect(0);
        guest.ExpectPass();
    }

    private GuestProgram RestoreSlowly(string name, int milliseconds)
    {
        Bench.Environment[Delay] = $"{milliseconds}";
        var guest = Bench.StartGuest(name);
        var id = Bench.Checkpoint(guest.Pid, "--kill").Expect(0).Text("id");
        Assert.Equal(guest.Pid, Bench.Restore(id, "--lazy").Expect(0).Number("pid"));
        return guest;
    }
}
