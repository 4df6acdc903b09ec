using System.Collections.Immutable;
using Breezeway.Annex;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Messages;
using CsCheck;

namespace Breezeway.Remotes.Tests.P2P.Messages;

public sealed class MessageTests
{
    static readonly string K = Content.Hello.Key.ToString();

    [Theory]
    [InlineData("VERSION 4")]
    [InlineData("AUTH e605dca6-446a-11e0-8b2a-002170d25c55 secret token")]
    [InlineData("AUTH-SUCCESS c7961fdf-b7c7-4b77-91a6-44aaa0219b94")]
    [InlineData("AUTH-FAILURE")]
    [InlineData("BYPASS")]
    [InlineData("BYPASS a b")]
    [InlineData("CHECKPRESENT SHA256--a b c")]
    [InlineData("CHECKPRESENT  SHA256--leading-space")]
    [InlineData("LOCKCONTENT WORM-s3-m4--\u00fff\u00e4")]
    [InlineData("UNLOCKCONTENT")]
    [InlineData("REMOVE SHA256--x")]
    [InlineData("REMOVE-BEFORE 813 SHA256--x")]
    [InlineData("REMOVE-BEFORE -1 SHA256--x")]
    [InlineData("GETTIMESTAMP")]
    [InlineData("TIMESTAMP 1864")]
    [InlineData("GET 0  SHA256--x")]
    [InlineData("GET 4 my%%file.txt SHA256--x")]
    [InlineData("PUT  SHA256--x y")]
    [InlineData("PUT-FROM 300")]
    [InlineData("ALREADY-HAVE")]
    [InlineData("ALREADY-HAVE-PLUS")]
    [InlineData("ALREADY-HAVE-PLUS a b")]
    [InlineData("DATA 9223372036854775807")]
    [InlineData("DATA-PRESENT")]
    [InlineData("VALID")]
    [InlineData("INVALID")]
    [InlineData("SUCCESS")]
    [InlineData("SUCCESS-PLUS a")]
    [InlineData("FAILURE")]
    [InlineData("FAILURE-PLUS a b c")]
    [InlineData("CONNECT git-upload-pack")]
    [InlineData("CONNECT git-receive-pack")]
    [InlineData("CONNECTDONE 0")]
    [InlineData("CONNECTDONE -1")]
    [InlineData("NOTIFYCHANGE")]
    [InlineData("CHANGED")]
    [InlineData("CHANGED 4b825dc642cb6eb9a060e54bf8d69288fbee4904 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")]
    [InlineData("ERROR this repository is read-only; write access denied")]
    public void A_line_of_the_protocol_is_read_and_written_alike(string line) => Assert.Equal(line, Message.TryParse(line)?.Format());

    [Theory]
    [InlineData("")]
    [InlineData("FOO")]
    [InlineData("version 4")]
    [InlineData("VERSION")]
    [InlineData("VERSION ")]
    [InlineData("VERSION x")]
    [InlineData("VERSION -1")]
    [InlineData("VERSION +4")]
    [InlineData("VERSION 4 5")]
    [InlineData(" VERSION 4")]
    [InlineData("CHECKPRESENT")]
    [InlineData("CHECKPRESENT ")]
    [InlineData("CHECKPRESENT notakey")]
    [InlineData("CHECKPRESENT SHA256-s-5--x")]
    [InlineData("CHECKPRESENT SHA256--x\0y")]
    [InlineData("UNLOCKCONTENT SHA256--x")]
    [InlineData("GET 0 SHA256--x")]
    [InlineData("GET -1  SHA256--x")]
    [InlineData("GET x  SHA256--x")]
    [InlineData("GET 0 /etc/passwd SHA256--x")]
    [InlineData("PUT SHA256--x")]
    [InlineData("PUT a ")]
    [InlineData("DATA")]
    [InlineData("DATA -5")]
    [InlineData("DATA 0x10")]
    [InlineData("DATA 3 4")]
    [InlineData("DATA-PRESENT x")]
    [InlineData("PUT-FROM -1")]
    [InlineData("SUCCESS x")]
    [InlineData("SUCCESS-PLUS  a")]
    [InlineData("SUCCESS-PLUS a ")]
    [InlineData("REMOVE-BEFORE x SHA256--x")]
    [InlineData("REMOVE-BEFORE 1.5 SHA256--x")]
    [InlineData("REMOVE-BEFORE - SHA256--x")]
    [InlineData("GETTIMESTAMP x")]
    [InlineData("CONNECT x")]
    [InlineData("CONNECT git-upload-pack x")]
    [InlineData("NOTIFYCHANGE x")]
    [InlineData("CONNECTDONE 99999999999")]
    [InlineData("CHANGED nosha")]
    public void Anything_else_is_no_message(string line) => Assert.Null(Message.TryParse(line));

    [Fact]
    public void A_number_too_large_to_hold_is_as_large_as_can_be() =>
        Assert.Equal(new Message.Get(long.MaxValue, "", Content.Hello.Key), Message.TryParse($"GET 99999999999999999999999  {K}"));

    [Fact]
    public void An_error_without_text_is_an_error() => Assert.Equal(new Message.Error(""), Message.TryParse("ERROR"));

    [Fact]
    public void The_text_of_an_error_stays_on_its_line_and_is_short() =>
        Assert.Equal("ERROR " + "a b" + new string('x', 997), new Message.Error("a\nb" + new string('x', 5000)).Format());

    [Theory]
    [InlineData("my file.txt", "my%file.txt", "my_file.txt")]
    [InlineData("100%", "100%%", "100%")]
    [InlineData("a\tb\nc", "a%b%c", "a_b_c")]
    [InlineData("b\u00c3\u00a4", "b\u00c3\u00a4", "b\u00c3\u00a4")]
    [InlineData("", "", "")]
    [InlineData("../x", "../x", "../x")]
    public void An_associated_file_travels_without_white_space(string file, string escaped, string arrives)
    {
        Assert.Equal(escaped, AssociatedFile.Escape(file));
        Assert.Equal(arrives, AssociatedFile.TryUnescape(escaped));
    }

    [Fact]
    public void Control_characters_of_an_associated_file_do_not_arrive() => Assert.Equal("a_[31m_", AssociatedFile.TryUnescape("a\x1b[31m\x7f"));

    [Fact]
    public void Any_associated_file_is_one_field_and_reads_back_unless_it_has_white_space_or_controls() => Gen.String[Gen.Char['\0', '\u00ff'], 0, 40].Sample(file =>
    {
        string escaped = AssociatedFile.Escape(file);
        Assert.DoesNotContain(escaped, c => c is ' ' or (>= '\t' and <= '\r'));
        if (!file.StartsWith('/') && !file.Any(c => c is <= ' ' or '\x7f')) Assert.Equal(file, AssociatedFile.TryUnescape(escaped));
    });

    static readonly Gen<Uuid> s_uuid = Gen.String[Gen.Char['!', '~'], 1, 36].Select(s => new Uuid(s));
    static readonly Gen<ImmutableArray<Uuid>> s_uuids = s_uuid.Array[0, 4].Select(u => u.ToImmutableArray());
    static readonly Gen<long> s_long = Gen.Long[0, long.MaxValue];
    static readonly Gen<Breezeway.Annex.Keys.Key> s_key = Gen.Select(Gen.String[Gen.Char['A', 'Z'], 1, 8], Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 30], s_long.Nullable())
        .Select((variety, name, size) => new Breezeway.Annex.Keys.Key(variety, name, size));
    static readonly Gen<string> s_file = Gen.String[Gen.Char['!', '\u00ff'], 0, 30].Select(s => s.TrimStart('/').Replace("\x7f", "", StringComparison.Ordinal));
    static readonly Gen<Sha> s_sha = Gen.Byte.Array[20].Select(b => new Sha(b));

    internal static readonly Gen<Message> AnyMessage = Gen.OneOf<Message>(
        s_key.Select(k => (Message)new Message.CheckPresent(k)), s_key.Select(k => (Message)new Message.LockContent(k)),
        s_key.Select(k => (Message)new Message.Remove(k)), Gen.Select(Gen.Long[-1000, long.MaxValue], s_key).Select((n, k) => (Message)new Message.RemoveBefore(n, k)),
        Gen.Select(s_long, s_file, s_key).Select((n, f, k) => (Message)new Message.Get(n, f, k)),
        Gen.Select(s_file, s_key).Select((f, k) => (Message)new Message.Put(f, k)),
        s_long.Select(n => (Message)new Message.Data(n)), s_long.Select(n => (Message)new Message.PutFrom(n)), s_long.Select(n => (Message)new Message.Version(n)),
        s_uuids.Select(u => (Message)new Message.SuccessPlus(u)), s_uuids.Select(u => (Message)new Message.FailurePlus(u)),
        s_uuids.Select(u => (Message)new Message.AlreadyHavePlus(u)), s_uuids.Select(u => (Message)new Message.Bypass(u)),
        s_sha.Array[0, 3].Select(s => (Message)new Message.Changed([.. s])), Gen.Int.Select(n => (Message)new Message.ConnectDone(n)),
        s_uuid.Select(u => (Message)new Message.AuthSuccess(u)),
        Gen.OneOfConst<Message>(new Message.Success(), new Message.Failure(), new Message.Valid(), new Message.Invalid(), new Message.UnlockContent(),
            new Message.GetTimestamp(), new Message.AlreadyHave(), new Message.DataPresent(), new Message.NotifyChange(), new Message.Error("why"),
            new Message.Connect(GitService.UploadPack), new Message.Connect(GitService.ReceivePack)));

    [Fact]
    public void Every_message_that_can_be_sent_reads_back() => AnyMessage.Sample(m =>
    {
        string line = m.Format();
        if (Message.IsSendable(line) && Keys(m).All(k => Breezeway.Annex.Keys.Key.TryParse(k.ToString()) is not null)) Assert.Equal(m, Message.TryParse(line));
    });

    static IEnumerable<Breezeway.Annex.Keys.Key> Keys(Message m) => m switch
    {
        Message.CheckPresent x => [x.Key], Message.LockContent x => [x.Key], Message.Remove x => [x.Key],
        Message.RemoveBefore x => [x.Key], Message.Get x => [x.Key], Message.Put x => [x.Key], _ => [],
    };

    [Fact]
    public void No_line_makes_the_parser_fail() => Gen.Select(
        Gen.OneOfConst("", "GET ", "PUT ", "VERSION ", "DATA ", "CHECKPRESENT ", "REMOVE-BEFORE ", "SUCCESS-PLUS ", "CHANGED ", "ERROR ", "AUTH "),
        Gen.String[Gen.Char['\0', '\u00ff'], 0, 60]).Sample((verb, rest) =>
    {
        if (Message.TryParse(verb + rest) is { } m && Message.IsSendable(m.Format())) Assert.NotNull(Message.TryParse(m.Format()));
    });
}
