using System.Text;
using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Wire;
using Breezeway.Remotes.Tests.P2P.Messages;
using CsCheck;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>A peer that says anything in any order gains nothing, and always comes to an end.</summary>
public sealed class FuzzTests
{
    static readonly string K = Content.Hello.Key.ToString(), K2 = Content.Other.Key.ToString();

    static readonly Gen<string> s_piece = Gen.Frequency(
        (6, Gen.OneOfConst($"CHECKPRESENT {K}\n", $"GET 0  {K}\n", $"GET 4  {K}\n", $"PUT  {K2}\n", $"LOCKCONTENT {K}\n", "UNLOCKCONTENT\n", "SUCCESS\n", "FAILURE\n",
            "DATA 10\npayload123", "DATA 3\npay", "DATA 99999999999\n", "DATA-PRESENT\n", "VALID\n", "INVALID\n", "VERSION 0\n", "VERSION 4\n", "BYPASS\n", "NOTIFYCHANGE\n",
            "CONNECT git-upload-pack\n", $"REMOVE {K2}\n", $"REMOVE-BEFORE 1 {K}\n", "PUT ../../etc/passwd SHA256-s3--../../../x\n", "GET 0  SHA256--/etc/passwd\n")),
        (2, MessageTests.AnyMessage.Select(m => m.Format() + "\n")),
        (1, Gen.String[Gen.Char['\0', '\u00ff'], 0, 50]),
        (1, Gen.Int[0, 40000].Select(n => new string('x', n))));

    [Fact]
    public void A_server_stands_anything_its_client_says() => s_piece.Array[0, 12].Sample(pieces =>
    {
        var local = MemoryLocal.With(Content.Hello);
        var input = new MemoryStream(Encoding.Latin1.GetBytes(string.Concat(pieces)));
        var heard = new MemoryStream();
        var server = new P2PServer(new P2PConnection(input, heard), local, new ServerLimits(), TimeProvider.System);
        var end = server.RunAsync(default).WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();

        Assert.InRange(end.ExitCode, 0, 1);
        foreach (var (key, bytes) in local.Objects) Assert.True(Content.Verifies(key, bytes) || key == Content.Hello.Key);
        Assert.All(local.Locks.Values, n => Assert.Equal(0, n));
        Assert.StartsWith("AUTH-SUCCESS ", Encoding.Latin1.GetString(heard.ToArray()), StringComparison.Ordinal);
    }, iter: 3000);

    [Fact]
    public void A_client_stands_anything_its_server_says()
    {
        var says = Gen.Frequency(
            (6, Gen.OneOfConst("SUCCESS\n", "FAILURE\n", "DATA 6\nhello\n", "DATA 0\n", "VALID\n", "INVALID\n", "PUT-FROM 0\n", "PUT-FROM 3\n", "ALREADY-HAVE\n",
                "SUCCESS-PLUS a\n", "TIMESTAMP 5\n", "ERROR no\n", "DATA 9223372036854775807\n", "PUT-FROM 9223372036854775807\n", "CHANGED\n")),
            (2, MessageTests.AnyMessage.Select(m => m.Format() + "\n")),
            (1, Gen.String[Gen.Char['\0', '\u00ff'], 0, 50]),
            (1, Gen.Int[0, 40000].Select(n => new string('x', n))));
        Gen.Select(Gen.Int[0, 4], says.Array[0, 12], Gen.Int[0, 6].Array[1, 6]).Sample((version, pieces, operations) =>
        {
            string start = $"AUTH-SUCCESS {Content.There}\nVERSION {version}\n";
            var stream = new MemoryStream(Encoding.Latin1.GetBytes(start + string.Concat(pieces)));
            TalkAsync(new P2PClient(new P2PConnection(stream, new MemoryStream()), new ClientLimits(), TimeProvider.System), operations)
                .WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
        }, iter: 3000);

        static async Task TalkAsync(P2PClient client, int[] operations)
        {
            await using var _ = client;
            await client.HandshakeAsync(Content.There, default);
            foreach (int operation in operations)
            {
                var sink = new MemorySink();
                try { await OperateAsync(client, operation, sink); }
                catch (RemoteRefused) { Assert.True(client.IsUsable); }
                catch (P2PFailure) { Assert.False(client.IsUsable); }
                Assert.InRange(sink.Bytes.Length, 0, Content.Hello.Bytes.Length);
            }
        }

        static async Task OperateAsync(P2PClient client, int operation, MemorySink sink)
        {
            Key key = Content.Hello.Key;
            switch (operation)
            {
                case 0: await client.CheckPresentAsync(key, default); break;
                case 1: await client.GetAsync(key, 0, "", 0, sink, default); break;
                case 2: await client.PutAsync(key, "", Content.Hello.Provider(), default); break;
                case 3: await using (await client.LockContentAsync(key, default)) break;
                case 4: await client.RemoveAsync(key, default); break;
                case 5: await client.GetTimestampAsync(default); break;
                default: await client.RemoveBeforeAsync(key, 5, default); break;
            }
        }
    }
}
