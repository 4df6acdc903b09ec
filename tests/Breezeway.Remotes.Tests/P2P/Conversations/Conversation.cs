using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>Our client and our server, joined in memory.</summary>
sealed class Conversation : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();

    public Conversation(MemoryLocal local, TimeProvider? time = null, ClientLimits? limits = null,
        Func<Stream, Stream>? clientInput = null, Func<Stream, Stream>? clientOutput = null)
    {
        var pipe = new DuplexPipe();
        Client = new P2PClient(new P2PConnection(clientInput?.Invoke(pipe.ClientInput) ?? pipe.ClientInput,
            clientOutput?.Invoke(pipe.ClientOutput) ?? pipe.ClientOutput), limits ?? new ClientLimits(), time ?? TimeProvider.System);
        End = RunAsync(pipe, local);
    }

    public P2PClient Client { get; }
    public Task<ServerEnd> End { get; }

    async Task<ServerEnd> RunAsync(DuplexPipe pipe, MemoryLocal local)
    {
        await using var connection = pipe.Server();
        return await new P2PServer(connection, local, new ServerLimits(), TimeProvider.System).RunAsync(_stop.Token);
    }

    public static async Task<Conversation> StartAsync(MemoryLocal local, TimeProvider? time = null)
    {
        var c = new Conversation(local, time);
        Assert.Equal(4, await c.Client.HandshakeAsync(Content.There, default));
        return c;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await End.WaitAsync(TimeSpan.FromSeconds(20));
        _stop.Dispose();
    }
}
